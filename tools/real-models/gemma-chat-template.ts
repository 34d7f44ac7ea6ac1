/**
 * The turns of Gemma 3, as its documentation shows them (https://ai.google.dev/gemma/docs/core/prompt-structure): no
 * system turn, so what belongs there begins the first question.
 */
export const GEMMA_CHAT_TEMPLATE = [
  "{{ bos_token }}",
  "{%- set ns = namespace(system='') -%}",
  "{%- for message in messages -%}",
  "{%- if message['role'] == 'system' -%}",
  "{%- set ns.system = message['content'] + '\n\n' -%}",
  "{%- else -%}",
  "{{ '<start_of_turn>' + ('model' if message['role'] == 'assistant' else 'user') + '\n' }}",
  "{%- if message['role'] == 'user' -%}{{ ns.system }}{%- set ns.system = '' -%}{%- endif -%}",
  "{{ message['content'] | trim }}",
  "{{ '<end_of_turn>\n' }}",
  "{%- endif -%}",
  "{%- endfor -%}",
  "{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}",
].join("");
