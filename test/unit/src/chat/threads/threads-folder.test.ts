import assert from "node:assert/strict";
import { join } from "node:path";
import { threadsFolder } from "../../../../../src/chat/threads/threads-folder.ts";

const storage = (workspace: string) => join("/", "data", "workspaceStorage", workspace, "ossicle.ossicle");

describe("folder of the threads", () => {
  it("is the same for every window on a workspace", () => {
    const expected = join(storage("8f3c0a"), "chats");
    for (const workspace of ["8f3c0a", "8f3c0a-1", "8f3c0a-9"])
      assert.equal(threadsFolder(storage(workspace)), expected);
  });

  it("is another for another workspace", () => {
    assert.equal(threadsFolder(storage("1764063614201")), join(storage("1764063614201"), "chats"));
    assert.notEqual(threadsFolder(storage("8f3c0b")), threadsFolder(storage("8f3c0a")));
  });

  it("is in the storage for all workspaces where there is none", () => {
    const everywhere = join("/", "data", "globalStorage", "ossicle.ossicle");
    assert.equal(threadsFolder(everywhere), join(everywhere, "chats"));
  });
});
