import type { TaskData } from "../task.ts";

export const javaTasks: readonly TaskData[] = [
  {
    name: "fix-string-comparison",
    kind: "fix",
    path: "src/main/java/shop/Country.java",
    text: `
package shop;

public final class Country {
    private final String code;

    public Country(String code) {
        this.code = code;
    }

«    public boolean isHome() {
        return code == "AT";
    }»
}
`,
    problems: [
      {
        at: 'code == "AT"',
        source: "javac",
        code: "string-equality",
        message: "strings are compared with ==",
      },
    ],
    checks: [
      { has: /"AT"\.equals\( ?(?:this\.)?code ?\)|code\.equals\( ?"AT" ?\)|java\.util\.Objects\.equals\(/ },
      { lacks: "==" },
    ],
    keeps: [{ has: "public boolean isHome()" }],
    answer: `
    public boolean isHome() {
        return "AT".equals(code);
    }
`,
  },
  {
    name: "fix-unclosed-reader",
    kind: "fix",
    path: "src/main/java/io/FirstLine.java",
    text: `
package io;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

public final class FirstLine {
«    public static String of(Path path) throws IOException {
        BufferedReader reader = Files.newBufferedReader(path);
        return reader.readLine();
    }»
}
`,
    problems: [
      {
        at: "reader",
        source: "sonar",
        code: "S2095",
        message: 'Use try-with-resources to close this "BufferedReader".',
      },
    ],
    checks: [{ has: /try ?\(|\.close\(\)/, inside: "of" }],
    keeps: [{ has: "public static String of(Path path) throws IOException" }, { has: "path)", inside: "of" }],
    answer: `
    public static String of(Path path) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            return reader.readLine();
        }
    }
`,
  },
  {
    name: "fix-remove-while-iterating",
    kind: "fix",
    path: "src/main/java/chat/Rooms.java",
    instruction: "It throws a ConcurrentModificationException when a room is empty.",
    text: `
package chat;

import java.util.List;

public final class Rooms {
    public interface Room {
        boolean isEmpty();
    }

    private final List<Room> rooms;

    public Rooms(List<Room> rooms) {
        this.rooms = rooms;
    }

«    public void removeEmpty() {
        for (Room room : rooms) {
            if (room.isEmpty()) {
                rooms.remove(room);
            }
        }
    }»
}
`,
    checks: [
      {
        has: /removeIf\(|for \(int|(?:var|java\.util\.Iterator<Room>) \w+ = rooms\.iterator\(\)|List\.copyOf/,
        inside: "removeEmpty",
      },
    ],
    keeps: [{ has: "public void removeEmpty()" }, { has: "isEmpty", inside: "removeEmpty" }],
    answer: `
    public void removeEmpty() {
        rooms.removeIf(Room::isEmpty);
    }
`,
  },
  {
    name: "fix-missing-return",
    kind: "fix",
    path: "src/main/java/shop/Grade.java",
    instruction: "Fewer points than 50 are grade 5.",
    text: `
package shop;

public final class Grade {
«    public static int of(int points) {
        if (points >= 90) {
            return 1;
        }
        if (points >= 50) {
            return 3;
        }
    }»
}
`,
    problems: [
      {
        at: "}\n    }",
        source: "javac",
        code: "compiler.err.missing.ret.stmt",
        message: "missing return statement",
      },
    ],
    checks: [{ has: /return 5;|: 5;/, inside: "of" }],
    keeps: [
      { has: "public static int of(int points)" },
      { has: ">= 90", inside: "of" },
      { has: ">= 50", inside: "of" },
    ],
    answer: `
    public static int of(int points) {
        if (points >= 90) {
            return 1;
        }
        if (points >= 50) {
            return 3;
        }
        return 5;
    }
`,
  },
  {
    name: "rename-locals",
    kind: "rename",
    path: "src/main/java/stats/Spread.java",
    instruction: "Rename lo to smallest and hi to largest.",
    text: `
package stats;

public final class Spread {
«    public static double of(double[] values) {
        double lo = Double.POSITIVE_INFINITY;
        double hi = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            lo = Math.min(lo, value);
            hi = Math.max(hi, value);
        }
        return hi - lo;
    }»
}
`,
    checks: [
      { has: "smallest = Math.min(smallest, value)" },
      { has: "largest = Math.max(largest, value)" },
      { has: "return largest - smallest" },
      { lacks: /\b(?:lo|hi)\b/ },
    ],
    keeps: [{ has: "public static double of(double[] values)" }],
    answer: `
    public static double of(double[] values) {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
        return largest - smallest;
    }
`,
  },
  {
    name: "extract-method",
    kind: "extract",
    path: "src/main/java/shop/Order.java",
    instruction: "Extract what shipping costs into a private method shippingCents() and call it.",
    text: `
package shop;

import java.util.List;

public final class Order {
    private final List<Integer> cents;
    private final boolean abroad;

    public Order(List<Integer> cents, boolean abroad) {
        this.cents = cents;
        this.abroad = abroad;
    }

«    public int totalCents() {
        int total = 0;
        for (int price : cents) {
            total += price;
        }
        int shipping = 490;
        if (abroad) {
            shipping = 1290;
        }
        if (cents.size() > 10) {
            shipping += 300;
        }
        return total + shipping;
    }»
}
`,
    checks: [
      { defines: "shippingCents" },
      { has: "private int shippingCents()" },
      { has: "shippingCents()", inside: "totalCents" },
      { lacks: "1290", inside: "totalCents" },
    ],
    keeps: [{ has: "public int totalCents()" }, { has: "490" }, { has: "1290" }, { has: "300" }],
    answer: `
    public int totalCents() {
        int total = 0;
        for (int price : cents) {
            total += price;
        }
        return total + shippingCents();
    }

    private int shippingCents() {
        int shipping = abroad ? 1290 : 490;
        return cents.size() > 10 ? shipping + 300 : shipping;
    }
`,
  },
  {
    name: "document-method",
    kind: "document",
    path: "src/main/java/text/Wrap.java",
    text: `
package text;

import java.util.ArrayList;
import java.util.List;

public final class Wrap {
«    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }»
}
`,
    checks: [{ documented: "wrap", mentions: ["@param text", "@param width", "@return"] }],
    keeps: [{ sameCode: true }],
    answer: `
    /**
     * Breaks a text into lines, between its words.
     *
     * @param text what is to be broken
     * @param width the most characters of a line; a longer word has a line of its own
     * @return the lines, at least one
     */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
`,
  },
  {
    name: "document-record",
    kind: "document",
    path: "src/main/java/geo/Box.java",
    text: `
package geo;

«public record Box(double left, double top, double right, double bottom) {
    public boolean contains(double x, double y) {
        return x >= left && x < right && y >= top && y < bottom;
    }
}»
`,
    instruction: "Add Javadoc to the record and to contains.",
    checks: [{ documented: "Box" }, { documented: "contains" }],
    keeps: [{ sameCode: true }],
    answer: `
/**
 * A rectangle whose sides are parallel to the axes, with y downwards.
 *
 * @param left the smallest x that is inside
 * @param top the smallest y that is inside
 * @param right the smallest x that is outside
 * @param bottom the smallest y that is outside
 */
public record Box(double left, double top, double right, double bottom) {
    /** Whether a point is inside. Points on the right and bottom side are not. */
    public boolean contains(double x, double y) {
        return x >= left && x < right && y >= top && y < bottom;
    }
}
`,
  },
  {
    name: "early-return",
    kind: "early return",
    path: "src/main/java/auth/Gate.java",
    instruction: "Use early returns instead of nested conditions. The behaviour stays the same.",
    lineEnd: "\r\n",
    text: `
package auth;

public final class Gate {
    public record Visitor(int age, boolean invited, boolean banned) {}

«    public static String greet(Visitor visitor) {
        String answer;
        if (visitor != null) {
            if (!visitor.banned()) {
                if (visitor.age() >= 18) {
                    answer = visitor.invited() ? "Welcome" : "Please queue";
                } else {
                    answer = "Too young";
                }
            } else {
                answer = "Go away";
            }
        } else {
            answer = "Nobody there";
        }
        return answer;
    }»
}
`,
    checks: [{ depthAtMost: 1, inside: "greet" }, { lacks: "String answer" }],
    keeps: [
      { has: "public static String greet(Visitor visitor)" },
      { has: '"Welcome"' },
      { has: '"Too young"' },
      { has: '"Go away"' },
      { has: '"Nobody there"' },
    ],
    answer: `
    public static String greet(Visitor visitor) {
        if (visitor == null) {
            return "Nobody there";
        }
        if (visitor.banned()) {
            return "Go away";
        }
        if (visitor.age() < 18) {
            return "Too young";
        }
        return visitor.invited() ? "Welcome" : "Please queue";
    }
`,
  },
  {
    name: "simplify-stream",
    kind: "simplify",
    path: "src/main/java/shop/Names.java",
    instruction: "Replace the loop with a stream.",
    text: `
package shop;

import java.util.ArrayList;
import java.util.List;

public final class Names {
«    public static List<String> shortOnes(List<String> names, int length) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.length() <= length) {
                result.add(name.toUpperCase());
            }
        }
        return result;
    }»
}
`,
    checks: [{ has: "names.stream()" }, { has: ".filter(" }, { has: ".map(" }, { lacks: /\bfor\b/ }],
    keeps: [
      { has: "public static List<String> shortOnes(List<String> names, int length)" },
      { has: /toUpperCase/ },
      { has: "length() <= length" },
    ],
    answer: `
    public static List<String> shortOnes(List<String> names, int length) {
        return names.stream()
                .filter(name -> name.length() <= length)
                .map(String::toUpperCase)
                .toList();
    }
`,
  },
  {
    name: "simplify-switch",
    kind: "simplify",
    path: "src/main/java/calendar/Days.java",
    instruction: "Use a switch expression with arrows, and return it.",
    text: `
package calendar;

public final class Days {
«    public static int in(String month, boolean leap) {
        int days;
        switch (month) {
            case "february":
                days = leap ? 29 : 28;
                break;
            case "april":
            case "june":
            case "september":
            case "november":
                days = 30;
                break;
            default:
                days = 31;
                break;
        }
        return days;
    }»
}
`,
    checks: [
      { has: "return switch (month) {" },
      { has: /case "april", "june", "september", "november" ?->/ },
      { has: /default ?->/ },
      { lacks: /\bbreak\b/ },
    ],
    keeps: [{ has: "public static int in(String month, boolean leap)" }, { has: "leap ? 29 : 28" }],
    answer: `
    public static int in(String month, boolean leap) {
        return switch (month) {
            case "february" -> leap ? 29 : 28;
            case "april", "june", "september", "november" -> 30;
            default -> 31;
        };
    }
`,
  },
];
