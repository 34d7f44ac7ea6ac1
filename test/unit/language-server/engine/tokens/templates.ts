/**
 * Chat templates in the manner of well-known models, in structures and words of our own: each has the constructs in
 * which its model's template differs from the others, and the model's markers. What they render to was compared with
 * Jinja itself (3.1.6, with `trim_blocks` and `lstrip_blocks`, and with none for tools and documents).
 */

/** A table with integers for keys, sorted and looked up; macros for tools; answers trimmed. */
export const SEED_OSS = `{# the tokens #}
{%- set bos_token = '<seed:bos>' -%}
{%- set eos_token = '<seed:eos>' -%}
{%- if not thinking_budget is defined %}
{%- set thinking_budget = -1 -%}
{%- endif -%}
{%- set steps = {
    4096: 512,
    0: 0,
    1024: 256
} -%}
{%- set ns = namespace(interval = None) -%}
{%- for limit, step in steps | dictsort -%}
    {%- if ns.interval is none and thinking_budget <= limit -%}
        {%- set ns.interval = step -%}
    {%- endif -%}
{%- endfor -%}
{%- if ns.interval is none -%}
    {%- set ns.interval = steps[4096] -%}
{%- endif -%}
{%- if messages[0]["role"] == "system" %}
{%- set system_message = messages[0]["content"] %}
{%- set rest = messages[1:] %}
{%- else %}
{%- set rest = messages %}
{%- endif %}
{%- if not tools is defined or tools is none %}
{%- set tools = [] %}
{%- endif %}
{%- macro kind(t) -%}
    {%- if t in ("number", "integer") -%}int{%- else -%}Any{%- endif -%}
{%- endmacro -%}
{%- if system_message is defined %}
{{ bos_token + "system\\n" + system_message }}
{%- endif %}
{%- for item in tools if item.type == "function" %}
def {{ item.function.name }}({{ kind(item.function.type) }})
{%- endfor %}
{%- if system_message is defined or tools is iterable and tools | length > 0 %}
{{ eos_token }}
{%- endif %}
{%- if thinking_budget > 0 %}
{{ bos_token + "system\\nReflect every " }}{{ ns.interval }}{{ " tokens." + eos_token }}
{%- endif %}
{%- for message in rest %}
{%- if message.role in ["user", "system"] %}
{{ bos_token + message.role + "\\n" + message.content + eos_token }}
{%- elif message.role == "assistant" %}
{{ bos_token + message.role }}
{%- if message.reasoning_content is defined and message.reasoning_content is string %}
{{ "\\n<seed:think>" + message.reasoning_content | trim + "</seed:think>" }}
{%- endif %}
{%- if message.content is string and message.content | trim | length > 0 %}
{{ "\\n" + message.content | trim + eos_token }}
{%- endif %}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
{{ bos_token + "assistant\\n" }}
{%- endif %}`;

/** Asks whether tools are not none and then for their length: where nobody has mentioned any, that fails. */
export const APRIEL = `{%- set available = '' -%}
{%- if tools is not none and tools|length > 0 -%}
    {%- set available -%}
Tools: {% for tool in tools %}{{ tool|string }}{% endfor %}
    {%- endset -%}
{%- endif -%}
{{- bos_token -}}
{%- set reasoning = 'Think step by step.' -%}
{%- if messages|selectattr('role', 'equalto', 'system')|list|length == 0 -%}
{{- '<|system|>\\n' + reasoning + '\\n<|end|>\\n' -}}
{%- endif -%}
{%- for message in messages -%}
    {%- if message['role'] == 'user' -%}
        {{- '<|user|>\\n' }}
        {%- if message['content'] is not string %}
            {%- for chunk in message['content'] %}
                {%- if chunk['type'] == 'text' %}{{- chunk['text'] }}
                {%- else %}{{- raise_exception('Unknown content') }}
                {%- endif %}
            {%- endfor %}
        {%- else %}
            {{- message['content'] }}
        {%- endif %}
        {{- '\\n<|end|>\\n' }}
    {%- elif message['role'] == 'system' -%}
        {%- if tools is not none and tools|length > 0 -%}
            {{- '<|system|>\\n' + reasoning + message['content'] + available + '\\n<|end|>\\n' -}}
        {%- else -%}
            {{- '<|system|>\\n' + reasoning + message['content'] + '\\n<|end|>\\n' -}}
        {%- endif -%}
    {%- elif message['role'] == 'assistant' -%}
        {{- '<|assistant|>\\n' + message['content'] -}}
        {%- if message['tool_calls'] is defined and message['tool_calls'] is not none -%}
            {{- message['tool_calls']|length -}}
        {%- endif -%}
        {{- '\\n<|end|>\\n' + eos_token -}}
    {%- endif -%}
    {%- if loop.last and add_generation_prompt and message['role'] != 'assistant' -%}
        {{- '<|assistant|>\\n' -}}
    {%- endif -%}
{%- endfor -%}
`;

/** Goes through the tools that nobody has mentioned, and hands them to a macro. */
export const COMMAND_R_PLUS = `{%- macro described(tools) %}
{%- for tool in tools %}
{%- if loop.index0 != 0 %}{{- '\\n\\n' }}{%- endif %}
{{- 'def ' + tool.name + '(' }}
{%- for name, field in tool.parameters|items %}{{- name + ': ' + field.type }}{%- endfor %}
{{- ')' }}
{%- endfor %}
{%- endmacro %}
{{- bos_token }}
{%- if messages[0]['role'] == 'system' %}
  {%- set rest = messages[1:] %}
  {%- set system_message = messages[0]['content'] %}
{%- else %}
  {%- set rest = messages %}
  {%- set system_message = '## Task\\nYou help people.' %}
{%- endif %}
{{- '<|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|># Preamble\\n' + system_message + '\\n\\n## Tools\\n' }}
{%- set ns = namespace(new_tools=true) %}
{%- for tool in tools %}
  {%- if tool.parameter_definitions is defined %}{%- set ns.new_tools = false %}{%- endif %}
{%- endfor %}
{%- if ns.new_tools %}{{- described(tools) }}{%- endif %}
{{- '<|END_OF_TURN_TOKEN|>' }}
{%- for message in rest %}
  {%- set content = message['content'] %}
  {%- if message.role == 'user' %}
    {{- '<|START_OF_TURN_TOKEN|><|USER_TOKEN|>' + content|trim + '<|END_OF_TURN_TOKEN|>' }}
  {%- elif message.role == 'assistant' and message.tool_calls is defined %}
    {{- message.tool_calls|tojson(indent=4)|indent(8) }}
  {%- elif message.role == 'assistant' %}
    {{- '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' + content|trim + '<|END_OF_TURN_TOKEN|>' }}
  {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>' }}{%- endif %}`;

/** Looks for the latest question from the end on, counts indices, and strips the thoughts of the answers before it. */
export const QWEN_3 = `{%- macro turn(role, text) %}
{{- '<|im_start|>' ~ role ~ '\n' ~ text ~ '<|im_end|>\n' }}
{%- endmacro %}
{%- if tools %}
    {{- turn('system', tools | tojson) }}
{%- endif %}
{%- set found = namespace(open=true, at=messages|length - 1) %}
{%- for m in messages[::-1] %}
    {%- set position = (messages|length - 1) - loop.index0 %}
    {%- if found.open and m.role == "user" and not (m.content.startswith('<tool_response>') and m.content.endswith('</tool_response>')) %}
        {%- set found.open = false %}
        {%- set found.at = position %}
    {%- endif %}
{%- endfor %}
{%- for m in messages %}
    {%- if m.role in ('user', 'system') %}
        {{- turn(m.role, m.content) }}
    {%- elif m.role == "assistant" %}
        {%- set said = m.content %}
        {%- set thought = '' %}
        {%- if m.reasoning_content is defined and m.reasoning_content is not none %}
            {%- set thought = m.reasoning_content %}
        {%- elif '</think>' in said %}
            {%- set thought = said.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
            {%- set said = said.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {%- if loop.index0 > found.at and (loop.last or thought) %}
            {%- set said = '<think>\n' ~ thought.strip('\n') ~ '\n</think>\n\n' ~ said %}
        {%- endif %}
        {{- turn('assistant', said) }}
    {%- elif m.role == "tool" %}
        {%- if loop.first or messages[loop.index0 - 1].role != "tool" %}{{- '<|im_start|>user' }}{%- endif %}
        {{- '\n<tool_response>\n' ~ m.content ~ '\n</tool_response>' }}
        {%- if loop.last or messages[loop.index0 + 1].role != "tool" %}{{- '<|im_end|>\n' }}{%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}
{%- endif %}`;

/** Macros that loop; a system message of the template's own, after which a line ends. */
export const KIMI_K2 = `{% macro body(m) -%}
    {%- set given = m.get('content') -%}
    {%- if given is string -%}
      {{ given }}
    {%- elif given is not none -%}
      {% for piece in given -%}{{ piece['text'] }}{%- endfor -%}
    {%- endif -%}
{%- endmacro -%}
{% macro opening(m) -%}
  {%- set who = m.get('name') or m['role'] -%}
  {%- if who == 'user' -%}<|im_user|>
  {%- elif who == 'assistant' -%}<|im_assistant|>
  {%- else -%}<|im_system|>
  {%- endif -%}
  {{ who }}<|im_middle|>
{%- endmacro -%}
{%- if tools -%}
  <|im_system|>tools<|im_middle|>{{ tools | tojson(separators=(',', ':')) }}<|im_end|>
{%- endif -%}
{% for m in messages %}
  {%- if loop.first and m['role'] != 'system' -%}
  <|im_system|>system<|im_middle|>Help.<|im_end|>
  {% endif %}
  {{- opening(m) -}}
  {{- body(m) -}}
  <|im_end|>
{%- endfor %}
{%- if add_generation_prompt -%}
  <|im_assistant|>assistant<|im_middle|>
{%- endif -%}`;

/** Markers in variables, a message kept in a namespace, contents of every kind in a macro, a thought opened. */
export const MINIMAX_M2 = `{%- set first, last = ']~b]', '[e~[' -%}
{%- macro plain(given) -%}
    {%- if given is string -%}{{ given }}
    {%- elif given is iterable and given is not mapping -%}
        {%- for piece in given -%}{{ piece.text if piece.type == 'text' else '' }}{%- endfor -%}
    {%- elif given is none -%}
    {%- else -%}{{ given | string }}{%- endif -%}
{%- endmacro -%}
{%- set kept = namespace(system=none, question=-1, call=none) -%}
{%- set talk = messages -%}
{%- if messages and messages[0].role == 'system' -%}
    {%- set kept.system = messages[0] -%}
    {%- set talk = messages[1:] -%}
{%- endif -%}
{% for m in talk %}
    {%- if m.role == 'user' %}
        {% set kept.question = loop.index0 -%}
    {%- endif %}
{%- endfor %}
{{- ']~!b[' ~ first ~ 'system\n' ~ (plain(kept.system.content) if kept.system else 'Help.') ~ last ~ '\n' }}
{%- for m in talk -%}
    {%- if m.role == 'tool' and kept.call is none -%}
        {{- raise_exception('A result without a call.') }}
    {%- elif m.role == 'assistant' -%}
        {%- set said = plain(m.content) %}
        {%- set thought = '' %}
        {%- if '</think>' in said %}
            {%- set thought = said.split('</think>')[0].split('<think>')[-1].strip('\n') %}
            {%- set said = said.split('</think>')[-1].strip('\n') %}
        {%- endif %}
        {{- first ~ 'ai\n' }}
        {%- if thought and loop.index0 > kept.question -%}{{- '<think>\n' ~ thought ~ '\n</think>\n\n' }}{%- endif -%}
        {{- said ~ last ~ '\n' }}
        {%- set kept.call = m.tool_calls[-1].name if m.tool_calls else none -%}
    {%- else -%}
        {{- first ~ m.role ~ '\n' ~ plain(m.content) ~ last ~ '\n' }}
    {%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- first ~ 'ai\n<think>\n' }}
{%- endif -%}`;

/** All flags in one namespace, the system's text gathered first, thoughts cut off past answers, a thought opened. */
export const DEEPSEEK_R1 = `{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}
{%- set state = namespace(results=false, intro='') %}
{%- for m in messages %}
{%- if m['role'] == 'system' %}{% set state.intro = state.intro + m['content'] %}{% endif %}
{%- endfor %}
{{- bos_token }}{{ state.intro }}
{%- for m in messages %}
{%- if m['role'] == 'user' %}
{%- set state.results = false -%}
{{ '<｜User｜>' + m['content'] }}
{%- elif m['role'] == 'tool' %}
{%- set state.results = true -%}
{{ '<｜tool▁output▁begin｜>' + m['content'] }}
{%- elif m['role'] == 'assistant' and m['content'] is not none %}
{%- set said = m['content'] %}
{%- if '</think>' in said %}{% set said = said.split('</think>')[-1] %}{% endif %}
{{- '<｜tool▁outputs▁end｜>' if state.results else '<｜Assistant｜>' }}{{ said + '<｜end▁of▁sentence｜>' }}
{%- endif %}
{%- endfor -%}
{% if add_generation_prompt and not state.results %}{{ '<｜Assistant｜><think>\n' }}{% endif %}`;

/** A flag that nobody sets decides how the answer begins; past answers begin with a thought that is closed. */
export const DEEPSEEK_V3_1 = `{% if not thinking is defined %}{% set thinking = false %}{% endif %}
{%- set state = namespace(intro='', isFirst=true, asked=false) -%}
{%- for m in messages if m['role'] == 'system' -%}
{%- set state.intro = state.intro ~ ('' if state.isFirst else '\n\n') ~ m['content'] -%}
{%- set state.isFirst = false -%}
{%- endfor -%}
{{ bos_token }}{{ state.intro }}
{%- for m in messages -%}
{%- if m['role'] == 'user' -%}
{%- set state.asked = true -%}
{{ '<｜User｜>' ~ m['content'] }}
{%- elif m['role'] == 'assistant' and m['tool_calls'] is defined and m['tool_calls'] -%}
{{ raise_exception('No calls.') }}
{%- elif m['role'] == 'assistant' -%}
{%- if state.asked %}{{ '<｜Assistant｜>' }}{{ '<think>' if m['prefix'] is defined and m['prefix'] and thinking else '</think>' }}{% endif -%}
{%- set state.asked = false -%}
{{ m['content'].split('</think>', 1)[1] if '</think>' in m['content'] else m['content'] }}{{ '<｜end▁of▁sentence｜>' }}
{%- endif -%}
{%- endfor -%}
{%- if add_generation_prompt and state.asked %}{{ '<｜Assistant｜>' }}{{ '<think>' if thinking else '</think>' }}{% endif %}`;

/** A range that counts down, neighbors by index, defaults, a date that is asked for only where it is wanted. */
export const DEEPSEEK_V3_2 = `{%- if not thinking is defined -%}{%- set thinking = false -%}{%- endif -%}
{%- set today = strftime_now('%Y') if use_date is defined else '' -%}
{%- set state = namespace(last=-1, prompt='') -%}
{%- for i in range(messages|length - 1, -1, -1) -%}
    {%- if state.last == -1 and messages[i]['role'] in ['user', 'developer'] -%}
        {%- set state.last = i -%}
    {%- endif -%}
{%- endfor -%}
{{- bos_token -}}
{%- for message in messages -%}
    {%- set before = messages[loop.index0 - 1] if loop.index0 > 0 else none -%}
    {%- if message['role'] == 'system' -%}
        {{- message['content'] or '' -}}
    {%- elif message['role'] in ['user', 'developer'] -%}
        {{- '<｜User｜>' ~ message['content'] -}}
        {%- if loop.index0 >= state.last or (not loop.last and messages[loop.index0 + 1]['role'] == 'assistant') -%}
            {{- '<｜Assistant｜>' ~ ('<think>' if thinking else '</think>') -}}
        {%- endif -%}
    {%- elif message['role'] == 'assistant' -%}
        {%- if before is not none and before['role'] == 'tool' -%}{{- '\\n\\n' -}}{%- endif -%}
        {{- message['content'] | default('', true) ~ '<｜end▁of▁sentence｜>' -}}
    {%- else -%}
        {{- raise_exception('Unknown role: ' ~ message['role']) -}}
    {%- endif -%}
{%- endfor -%}`;

/** Refuses a system message, and two messages of one role in a row, as Gemma's and Mistral's do. */
export const STRICT = `{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('No system role') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{{ '<' + message['role'] + '>' + message['content'] | trim + '</>' }}{% endfor %}{% if add_generation_prompt %}{{ '<model>' }}{% endif %}`;

/** Python that no Jinja of ours knows. */
export const UNKNOWN = `{{ messages | of_another_library }}`;
