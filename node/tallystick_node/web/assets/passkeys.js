// What only the browser's authenticator can do: make a passkey, and answer a question with one.
// The words and the addresses come with the page.

for (const box of document.querySelectorAll("[data-passkey]")) {
  const button = box.querySelector("button");
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    say(box, box.dataset.none);
    continue;
  }
  button.disabled = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await act(box);
    } catch (error) {
      say(box, error?.name === "NotAllowedError" ? box.dataset.declined : String(error?.message ?? error));
    } finally {
      button.disabled = false;
    }
  });
}

function say(box, text) {
  const line = box.querySelector("[data-status]");
  line.textContent = text;
  line.className = "loss";
}

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.detail} (${answer.code})`);
  return answer;
}

async function act(box) {
  const { options } = await post(`${box.dataset.passkey}/options`, {});
  const making = "name" in box.dataset;
  const credential = making
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const body = { credential: JSON.stringify(credential.toJSON()) };
  if (making) body.name = box.querySelector("input").value.trim();
  await post(box.dataset.passkey, body);
  window.location.assign(box.dataset.next);
}
