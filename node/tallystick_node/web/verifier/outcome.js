// What a check comes to: steps that hold, at most one that does not, and what all of it rests on.

// It cannot be checked, and why: a code with its values, for which the page has a sentence.
export class Refusal extends Error {
  constructor(code, values = {}) {
    super(code);
    this.code = code;
    this.values = values;
  }
}

// It was checked, and is not so: the first place where it differs.
export class Difference extends Error {
  constructor(key, path, expected, actual) {
    super(key);
    Object.assign(this, { key, path, expected, actual });
  }
}

export class Outcome {
  constructor() {
    Object.assign(this, { verdict: "", steps: [], rests: [], unproved: [], difference: null });
  }

  holds(key, values = {}) {
    this.steps.push({ key, values });
  }

  same(key, path, expected, actual, values = {}) {
    if (expected !== actual) throw new Difference(key, path, expected, actual);
    this.holds(key, values);
  }

  restsOn(key, values = {}) {
    this.rests.push({ key, values });
  }

  leavesOut(key, values = {}) {
    this.unproved.push({ key, values });
  }
}
