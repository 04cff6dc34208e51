// Deploys the settlement token with viem and uses it; prints what it saw as one JSON document.
import { readFileSync } from "node:fs";
import { createMPTFromProof, verifyMerkleProof } from "@ethereumjs/mpt";
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  createWalletClient,
  defineChain,
  hexToBytes,
  http,
  keccak256,
  webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const { url, key, other, artifact, chainId } = JSON.parse(process.argv[2]);
const { abi, bytecode } = JSON.parse(readFileSync(artifact, "utf8"));
const chain = defineChain({
  id: chainId,
  name: "tallystick",
  nativeCurrency: { name: "coin", symbol: "COIN", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const account = privateKeyToAccount(key);
const reading = createPublicClient({ chain, transport: http(url), pollingInterval: 100 });
const batching = createPublicClient({ chain, transport: http(url, { batch: true }) });
const listening = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });
const writing = createWalletClient({ account, chain, transport: http(url) });
const seen = {};

const deployed = await writing.deployContract({
  abi,
  bytecode,
  args: ["Test dollar", "TUSD", 6, account.address],
});
const { contractAddress: address } = await reading.waitForTransactionReceipt({ hash: deployed });
const token = { address, abi };

// Events over WebSocket, and by polling a filter over HTTP.
const told = { socket: [], polled: [], heads: [] };
const enough = () => Object.values(told).every((one) => one.length >= 2);
const done = new Promise((resolve) => {
  const on = (name) => (one) => {
    told[name].push(...[one].flat());
    if (enough()) resolve();
  };
  listening.watchEvent({ address, onLogs: on("socket") });
  reading.watchContractEvent({ ...token, eventName: "Transfer", onLogs: on("polled") });
  listening.watchBlocks({ onBlock: on("heads") });
});
await new Promise((resolve) => setTimeout(resolve, 500));

const { request } = await reading.simulateContract({
  ...token,
  functionName: "mint",
  args: [account.address, 1_000n],
  account,
});
const minted = await writing.writeContract(request);
const mint = await reading.waitForTransactionReceipt({ hash: minted });
const moved = await writing.writeContract({
  ...token,
  functionName: "transfer",
  args: [other, 300n],
});
const move = await reading.waitForTransactionReceipt({ hash: moved });
await done;
seen.statuses = [mint.status, move.status];
seen.events = { socket: told.socket.length, polled: told.polled.map((log) => Number(log.args.amount)) };
seen.heads = told.heads.length;
const [first, second] = await Promise.all(
  [account.address, other].map((owner) =>
    batching.readContract({ ...token, functionName: "balanceOf", args: [owner] }),
  ),
);
seen.balances = [Number(first), Number(second)];
seen.before = Number(
  await reading.readContract({
    ...token,
    functionName: "balanceOf",
    args: [other],
    blockNumber: mint.blockNumber,
  }),
);
seen.logs = (
  await reading.getContractEvents({ ...token, eventName: "Transfer", fromBlock: "earliest" })
).length;

try {
  await reading.simulateContract({ ...token, functionName: "mint", args: [other, 1n], account: other });
} catch (error) {
  const reverted = error instanceof BaseError && error.walk((one) => one instanceof ContractFunctionRevertedError);
  seen.reason = reverted?.reason ?? null;
}

const block = await reading.getBlock();
const proof = await reading.getProof({ address, storageKeys: ["0x4"], blockNumber: block.number });
const leaf = await verifyMerkleProof(hexToBytes(keccak256(address)), proof.accountProof.map(hexToBytes), {
  root: hexToBytes(block.stateRoot),
});
seen.accountProven = leaf !== null;
const storage = await createMPTFromProof(proof.storageProof[0].proof.map(hexToBytes), {
  root: hexToBytes(proof.storageHash),
});
const slot = `0x${"4".padStart(64, "0")}`;
seen.supplyProven = (await storage.get(hexToBytes(keccak256(slot)))) !== null;
seen.supply = Number(proof.storageProof[0].value);

const history = await reading.getFeeHistory({ blockCount: 3, rewardPercentiles: [25, 75] });
seen.fees = [history.baseFeePerGas.length, history.reward.length];
seen.estimate = (await reading.estimateFeesPerGas()).maxFeePerGas > 0n;
seen.accessList = (
  await reading.createAccessList({ account, to: address, data: (await reading.getTransaction({ hash: moved })).input })
).accessList.length;
seen.override = await reading.call({ to: other, stateOverride: [{ address: other, code: "0x60075f5260205ff3" }] });
const tester = createTestClient({ chain, mode: "anvil", transport: http(url) });
seen.development = await tester.mine({ blocks: 1 }).then(
  () => true,
  (error) => error.details ?? error.message,
);

console.log(JSON.stringify(seen));
process.exit(0);
