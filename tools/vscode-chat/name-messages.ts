/** Messages between programs and a resolver (RFC 1035), as far as one that knows a single address for each name needs. */

const HEADER_BYTES = 12;
const TYPE_A = 1;
const TTL_S = 60;

export interface NameQuestion {
  name: string;
  /** It asks for an IPv4 address. */
  asksForAddress: boolean;
  /** Where the question ends in the message. */
  end: number;
}

/** The first question of a message; undefined where there is none. */
export function readQuestion(message: Buffer): NameQuestion | undefined {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = message[at]; length; length = message[at]) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (labels.length === 0 || end > message.length) return undefined;
  return {
    name: labels.join(".").toLowerCase(),
    asksForAddress: message.readUInt16BE(at + 1) === TYPE_A,
    end,
  };
}

/** Answers a question: with the address, or that the name is there and has none of that kind. */
export function answerTo(message: Buffer, { asksForAddress, end }: NameQuestion, address: string): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  message.copy(header, 0, 0, 2);
  // A response, without an error; recursion was wanted and is available.
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(asksForAddress ? 1 : 0, 6);
  const question = message.subarray(HEADER_BYTES, end);
  if (!asksForAddress) return Buffer.concat([header, question]);
  const answer = Buffer.alloc(16);
  // The name is that of the question, which begins behind the header.
  answer.writeUInt16BE(0xc000 + HEADER_BYTES, 0);
  answer.writeUInt16BE(TYPE_A, 2);
  answer.writeUInt16BE(1, 4);
  answer.writeUInt32BE(TTL_S, 6);
  answer.writeUInt16BE(4, 10);
  for (const [index, part] of address.split(".").entries()) answer.writeUInt8(Number(part), 12 + index);
  return Buffer.concat([header, question, answer]);
}
