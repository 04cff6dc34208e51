// Sends coin with ethers and reads it back; prints what it saw as one JSON document.
import { JsonRpcProvider, Wallet, isError } from "ethers";

const { url, key, other } = JSON.parse(process.argv[2]);
const provider = new JsonRpcProvider(url, undefined, { pollingInterval: 100 });
const wallet = new Wallet(key, provider);
const sent = await wallet.sendTransaction({ to: other, value: 5n });
const receipt = await sent.wait();
const seen = {
  status: receipt.status,
  balance: Number(await provider.getBalance(other)),
  chainId: Number((await provider.getNetwork()).chainId),
  block: (await provider.getBlock(receipt.blockNumber, true)).prefetchedTransactions[0].hash === sent.hash,
  fees: (await provider.getFeeData()).maxFeePerGas > 0n,
};
try {
  await new Wallet(`0x${"07".repeat(32)}`, provider).sendTransaction({ to: other, value: 1n });
} catch (error) {
  seen.poor = isError(error, "INSUFFICIENT_FUNDS");
}
console.log(JSON.stringify(seen));
provider.destroy();
