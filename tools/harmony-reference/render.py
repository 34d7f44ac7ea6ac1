"""Renders conversations with openai-harmony, an independent implementation by the makers of gpt-oss.

Reads {"tokenizer": path of gpt-oss' tokenizer.json, "conversations": [...], "namespaces": [those of each], "texts": [...]}
as JSON from standard input, and writes {"renderer": ..., "conversations": [tokens of each], "texts": [tokens of each]}. Nothing is fetched:
the vocabulary file that the package asks for is written from the tokenizer. See README.md.
"""

import base64
import importlib.metadata
import json
import os
import sys
import tempfile


def write_vocabulary(tokenizer: str, folder: str) -> None:
    """Each token's bytes in Base64 and its rank, a line each: the form of the file o200k_base.tiktoken."""
    with open(tokenizer, encoding="utf-8") as file:
        ranks = json.load(file)["model"]["vocab"]
    # The tokenizer spells bytes as characters: printable ones as themselves, the others as those from U+0100 on.
    byte_of, spare = {}, 0x100
    for byte in range(256):
        if 0x20 < byte < 0x7F or (byte > 0xA0 and byte != 0xAD):
            byte_of[chr(byte)] = byte
        else:
            byte_of[chr(spare)] = byte
            spare += 1
    with open(os.path.join(folder, "o200k_base.tiktoken"), "wb") as file:
        for token, rank in sorted(ranks.items(), key=lambda entry: entry[1]):
            file.write(base64.b64encode(bytes(byte_of[letter] for letter in token)) + b" %d\n" % rank)


def main() -> None:
    request = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        write_vocabulary(request["tokenizer"], folder)
        os.environ["TIKTOKEN_ENCODINGS_BASE"] = folder
        import openai_harmony

        encoding = openai_harmony.load_harmony_encoding(openai_harmony.HarmonyEncodingName.HARMONY_GPT_OSS)
    json.dump(
        {
            "renderer": "openai-harmony " + importlib.metadata.version("openai-harmony"),
            "conversations": [
                render(openai_harmony, encoding, each, namespaces)
                for each, namespaces in zip(request["conversations"], request["namespaces"], strict=True)
            ],
            # No text is special here: that is what "plain" means.
            "texts": [encoding.encode(text, disallowed_special=()) for text in request["texts"]],
        },
        sys.stdout,
    )


def render(harmony, encoding, conversation, namespaces) -> list[int]:
    said = conversation["messages"]
    answers = [at for at, message in enumerate(said) if is_answer(message)]
    speakers = [at for at, message in enumerate(said) if message["role"] == "assistant"]
    # The guide drops thoughts before an answer, always. The renderer does so up to the first answer only, and only
    # when nothing is under way after it; and takes calls on the thoughts' channel for thoughts. Where that comes to the
    # same, it decides; elsewhere the guide is followed.
    drops_the_same = len(answers) == 0 or (len(answers) == 1 and speakers[-1] == answers[0])
    renderer_decides = drops_the_same and not namespaces
    last_answer = answers[-1] if answers else -1

    messages = [opening(harmony, conversation, namespaces)]
    developer = instructions(harmony, conversation)
    if developer is not None:
        messages.append(developer)
    names = {}
    for at, message in enumerate(said):
        keep_thoughts = renderer_decides or at > last_answer
        messages += harmony_messages(harmony, message, names, keep_thoughts)
    return encoding.render_conversation_for_completion(
        harmony.Conversation.from_messages(messages),
        harmony.Role.ASSISTANT,
        config=harmony.RenderConversationConfig(auto_drop_analysis=renderer_decides),
    )


def is_answer(message) -> bool:
    return message["role"] == "assistant" and message["content"] != "" and not message.get("toolCalls")


def opening(harmony, conversation, namespaces):
    effort = harmony.ReasoningEffort[conversation["reasoning"].upper()]
    content = harmony.SystemContent.new().with_reasoning_effort(effort)
    if "date" in conversation:
        content = content.with_conversation_start_date(conversation["date"])
    for space in namespaces:
        tools = [
            harmony.ToolDescription.new(tool["name"], tool["description"], tool["parameters"])
            for tool in space["tools"]
        ]
        content = content.with_tools(
            harmony.ToolNamespaceConfig(name=space["name"], description=space["description"], tools=tools)
        )
    return harmony.Message.from_role_and_content(harmony.Role.SYSTEM, content)


def instructions(harmony, conversation):
    content = harmony.DeveloperContent.new()
    if conversation["instructions"] != "":
        content = content.with_instructions(conversation["instructions"])
    tools = conversation.get("tools", [])
    if tools:
        content = content.with_function_tools([tool_description(harmony, tool) for tool in tools])
    elif conversation["instructions"] == "":
        return None
    return harmony.Message.from_role_and_content(harmony.Role.DEVELOPER, content)


def tool_description(harmony, tool):
    schema = tool.get("parameters")
    # The guide: a function that takes no argument is declared without any.
    takes_something = schema is not None and schema.get("properties")
    return harmony.ToolDescription.new(tool["name"], tool["description"], schema if takes_something else None)


def harmony_messages(harmony, message, names, keep_thoughts):
    role = harmony.Role(message["role"])
    if role == harmony.Role.USER:
        return [harmony.Message.from_role_and_content(role, message["content"])]
    if role == harmony.Role.TOOL:
        recipient, channel, _ = address(names[message["toolCallId"]])
        author = harmony.Author.new(role, recipient)
        result = harmony.Message.from_author_and_content(author, message["content"])
        return [result.with_recipient("assistant").with_channel(channel)]
    calls = message.get("toolCalls", [])
    if not calls and message["content"] == "":
        return []
    messages = []
    if keep_thoughts and message.get("reasoning"):
        messages.append(harmony.Message.from_role_and_content(role, message["reasoning"]).with_channel("analysis"))
    if message["content"] != "":
        text = harmony.Message.from_role_and_content(role, message["content"])
        messages.append(text.with_channel("commentary" if calls else "final"))
    for call in calls:
        names[call["id"]] = call["name"]
        recipient, channel, form = address(call["name"])
        request = harmony.Message.from_role_and_content(role, call["arguments"]).with_channel(channel)
        messages.append(request.with_recipient(recipient).with_content_type(form))
    return messages


def address(name) -> tuple[str, str, str]:
    """Recipient, channel and content type of a call. The model's own tools are called where it thinks."""
    if name.startswith(("repo_browser.", "container.")):
        return name, "analysis", "code"
    return "functions." + name, "commentary", "<|constrain|>json"


if __name__ == "__main__":
    main()
