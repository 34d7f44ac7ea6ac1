import type { TaskData } from "../task.ts";

export const rustTasks: readonly TaskData[] = [
  {
    name: "fix-moved-value",
    kind: "fix",
    path: "src/log.rs",
    text: `
pub struct Entry {
    pub text: String,
    pub length: usize,
}

«pub fn entry(text: String) -> Entry {
    Entry {
        text,
        length: text.len(),
    }
}»
`,
    problems: [
      { at: "text.len()", code: "E0382", source: "rustc", message: "borrow of moved value: `text`" },
    ],
    checks: [
      { has: /length: text\.len\(\),? text,? \}|let (?:length|len|n) = text\.len\(\)|text\.clone\(\)/ },
    ],
    keeps: [{ has: "pub fn entry(text: String) -> Entry" }, { has: "text.len()", inside: "entry" }],
    answer: `
pub fn entry(text: String) -> Entry {
    Entry {
        length: text.len(),
        text,
    }
}
`,
  },
  {
    name: "fix-match-not-exhaustive",
    kind: "fix",
    path: "src/shape.rs",
    text: `
pub enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
    Rectangle { width: f64, height: f64 },
}

«pub fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Circle { radius } => std::f64::consts::PI * radius * radius,
        Shape::Square { side } => side * side,
    }
}»
`,
    problems: [
      {
        at: "shape {",
        code: "E0004",
        source: "rustc",
        message: "non-exhaustive patterns: `&Shape::Rectangle { .. }` not covered",
      },
    ],
    checks: [
      { has: /Shape::Rectangle \{ ?width, ?height,? ?\} => \{? ?(?:width \* height|height \* width)/ },
    ],
    keeps: [{ has: "pub fn area(shape: &Shape) -> f64" }, { has: "side * side", inside: "area" }],
    answer: `
pub fn area(shape: &Shape) -> f64 {
    match shape {
        Shape::Circle { radius } => std::f64::consts::PI * radius * radius,
        Shape::Square { side } => side * side,
        Shape::Rectangle { width, height } => width * height,
    }
}
`,
  },
  {
    name: "fix-not-mutable",
    kind: "fix",
    path: "src/counter.rs",
    text: `
use std::collections::HashMap;

#[derive(Default)]
pub struct Counter {
    counts: HashMap<String, u32>,
}

impl Counter {
«    pub fn add(&self, word: &str) {
        *self.counts.entry(word.to_string()).or_insert(0) += 1;
    }»

    pub fn get(&self, word: &str) -> u32 {
        self.counts.get(word).copied().unwrap_or(0)
    }
}
`,
    problems: [
      {
        at: "self.counts",
        code: "E0596",
        source: "rustc",
        message: "cannot borrow `self.counts` as mutable, as it is behind a `&` reference",
      },
    ],
    checks: [{ has: "pub fn add(&mut self, word: &str)" }],
    keeps: [
      { has: "+= 1", inside: "add" },
      { has: ".entry(", inside: "add" },
    ],
    answer: `
    pub fn add(&mut self, word: &str) {
        *self.counts.entry(word.to_string()).or_insert(0) += 1;
    }
`,
  },
  {
    name: "fix-overflow",
    kind: "fix",
    path: "src/seats.rs",
    instruction: "It panics when more seats are taken than there are. Then 0 are free.",
    text: `
/// How many seats are left.
«pub fn free_seats(seats: u32, taken: u32) -> u32 {
    seats - taken
}»
`,
    checks: [
      {
        has: /saturating_sub|checked_sub|(?:taken (?:>=?) seats|seats (?:<=?) taken|seats (?:>=?) taken|taken (?:<=?) seats)/,
      },
    ],
    keeps: [{ has: "pub fn free_seats(seats: u32, taken: u32) -> u32" }],
    answer: `
pub fn free_seats(seats: u32, taken: u32) -> u32 {
    seats.saturating_sub(taken)
}
`,
  },
  {
    name: "rename-binding",
    kind: "rename",
    path: "src/parse.rs",
    instruction: "Rename p to parts and k to key.",
    text: `
/// The two sides of a line such as "name = value".
«pub fn pair(line: &str) -> Option<(String, String)> {
    let mut p = line.splitn(2, '=');
    let k = p.next()?.trim();
    if k.is_empty() {
        return None;
    }
    Some((k.to_string(), p.next()?.trim().to_string()))
}»
`,
    checks: [
      { has: "let mut parts = line.splitn(2, '=')" },
      { has: "key.is_empty()" },
      { has: "key.to_string(), parts.next()?" },
      { lacks: /\b[pk]\b/ },
    ],
    keeps: [{ has: "pub fn pair(line: &str) -> Option<(String, String)>" }],
    answer: `
pub fn pair(line: &str) -> Option<(String, String)> {
    let mut parts = line.splitn(2, '=');
    let key = parts.next()?.trim();
    if key.is_empty() {
        return None;
    }
    Some((key.to_string(), parts.next()?.trim().to_string()))
}
`,
  },
  {
    name: "extract-method",
    kind: "extract",
    path: "src/grid.rs",
    instruction:
      "Extract whether a position is inside into a method contains(&self, x: i32, y: i32) -> bool and call it.",
    text: `
pub struct Grid {
    width: i32,
    height: i32,
    cells: Vec<u8>,
}

impl Grid {
«    pub fn get(&self, x: i32, y: i32) -> Option<u8> {
        if x >= 0 && y >= 0 && x < self.width && y < self.height {
            Some(self.cells[(y * self.width + x) as usize])
        } else {
            None
        }
    }»
}
`,
    checks: [
      { has: "fn contains(&self, x: i32, y: i32) -> bool" },
      { has: "self.contains(x, y)", inside: "get" },
      { lacks: "self.height", inside: "get" },
    ],
    keeps: [
      { has: "pub fn get(&self, x: i32, y: i32) -> Option<u8>" },
      { has: "y * self.width + x", inside: "get" },
    ],
    answer: `
    pub fn get(&self, x: i32, y: i32) -> Option<u8> {
        if self.contains(x, y) {
            Some(self.cells[(y * self.width + x) as usize])
        } else {
            None
        }
    }

    fn contains(&self, x: i32, y: i32) -> bool {
        x >= 0 && y >= 0 && x < self.width && y < self.height
    }
`,
  },
  {
    name: "document-function",
    kind: "document",
    path: "src/text.rs",
    text: `
«#[must_use]
pub fn common_prefix<'a>(first: &'a str, second: &str) -> &'a str {
    let bytes = first
        .chars()
        .zip(second.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    &first[..bytes]
}»
`,
    checks: [{ documented: "common_prefix" }],
    keeps: [{ sameCode: true }],
    answer: `
/// The longest text that both begin with, as a part of the first one.
#[must_use]
pub fn common_prefix<'a>(first: &'a str, second: &str) -> &'a str {
    let bytes = first
        .chars()
        .zip(second.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    &first[..bytes]
}
`,
  },
  {
    name: "early-return",
    kind: "early return",
    path: "src/login.rs",
    instruction: "Use early returns instead of nested conditions. The behaviour stays the same.",
    text: `
pub struct User {
    pub locked: bool,
    pub attempts: u32,
}

«pub fn may_try(user: Option<&User>, limit: u32) -> Result<(), String> {
    if let Some(user) = user {
        if !user.locked {
            if user.attempts < limit {
                Ok(())
            } else {
                Err("too many attempts".to_string())
            }
        } else {
            Err("locked".to_string())
        }
    } else {
        Err("unknown".to_string())
    }
}»
`,
    checks: [
      { depthAtMost: 1, inside: "may_try" },
      { has: /return Err\(/, inside: "may_try" },
    ],
    keeps: [
      { has: "pub fn may_try(user: Option<&User>, limit: u32) -> Result<(), String>" },
      { has: '"too many attempts"' },
      { has: '"locked"' },
      { has: '"unknown"' },
      { has: "Ok(())", inside: "may_try" },
    ],
    answer: `
pub fn may_try(user: Option<&User>, limit: u32) -> Result<(), String> {
    let Some(user) = user else {
        return Err("unknown".to_string());
    };
    if user.locked {
        return Err("locked".to_string());
    }
    if user.attempts >= limit {
        return Err("too many attempts".to_string());
    }
    Ok(())
}
`,
  },
  {
    name: "simplify-match-to-question-mark",
    kind: "simplify",
    path: "src/settings.rs",
    instruction: "Use the ? operator instead of match.",
    text: `
use std::{fs, io};

«pub fn first_line(path: &str) -> Result<String, io::Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return Err(error),
    };
    Ok(text.lines().next().unwrap_or("").to_string())
}»
`,
    checks: [{ has: "fs::read_to_string(path)?" }, { lacks: /\bmatch\b/ }],
    keeps: [
      { has: "pub fn first_line(path: &str) -> Result<String, io::Error>" },
      { has: ".lines().next()", inside: "first_line" },
    ],
    answer: `
pub fn first_line(path: &str) -> Result<String, io::Error> {
    let text = fs::read_to_string(path)?;
    Ok(text.lines().next().unwrap_or("").to_string())
}
`,
  },
  {
    name: "simplify-iterator",
    kind: "simplify",
    path: "src/scores.rs",
    instruction: "Replace the loop with iterator methods.",
    lineEnd: "\r\n",
    text: `
pub struct Player {
    pub score: u32,
    pub active: bool,
}

«pub fn total(players: &[Player]) -> u32 {
    let mut total = 0;
    for i in 0..players.len() {
        if players[i].active == true {
            total = total + players[i].score;
        }
    }
    return total;
}»
`,
    checks: [
      { lacks: /\bfor\b/ },
      { has: ".iter()", inside: "total" },
      { has: /\.sum\(|\.sum::<|\.fold\(/, inside: "total" },
    ],
    keeps: [{ has: "pub fn total(players: &[Player]) -> u32" }],
    answer: `
pub fn total(players: &[Player]) -> u32 {
    players
        .iter()
        .filter(|player| player.active)
        .map(|player| player.score)
        .sum()
}
`,
  },
  {
    name: "simplify-clones",
    kind: "simplify",
    path: "src/tags.rs",
    instruction: "Take a slice instead of a reference to a vector, and leave out the clones.",
    text: `
«pub fn longest(tags: &Vec<String>) -> usize {
    let mut longest = 0;
    for tag in tags.clone() {
        let tag = tag.clone();
        if tag.len() > longest {
            longest = tag.len();
        }
    }
    longest
}»`,
    checks: [{ lacks: ".clone()" }, { has: "pub fn longest(tags: &[String]) -> usize" }],
    keeps: [{ defines: "longest" }, { has: "len", inside: "longest" }],
    answer: `
pub fn longest(tags: &[String]) -> usize {
    tags.iter().map(String::len).max().unwrap_or(0)
}
`,
  },
];
