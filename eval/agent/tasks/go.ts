import { open, patch, search, shell, tree } from "../session-calls.ts";
import type { TaskData } from "../task.ts";

const MODULE = `
module example.com/sample

go 1.21
`;

/** Without the checks of \`go vet\`, which take as long again. */
const TEST = ["go", "test", "-vet=off", "./..."];

export const goTasks: readonly TaskData[] = [
  {
    name: "explain-full-buffer",
    kind: "explain",
    files: {
      "go.mod": MODULE,
      "buffer/buffer.go": `
package buffer

import "sync"

// Buffer holds the latest lines.
type Buffer struct {
	mutex   sync.Mutex
	lines   []string
	limit   int
	dropped int
}

func New(limit int) *Buffer {
	if limit <= 0 {
		limit = fallbackLimit
	}
	return &Buffer{limit: limit}
}

func (b *Buffer) Add(line string) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if len(line) > maxLine {
		b.dropped++
		return
	}
	if len(b.lines) == b.limit {
		b.lines = b.lines[1:]
		b.dropped++
	}
	b.lines = append(b.lines, line)
}
`,
      "buffer/limits.go": `
package buffer

const (
	fallbackLimit = 240
	maxLine       = 4096
)
`,
      "main.go": `
package main

import "example.com/sample/buffer"

func main() {
	lines := buffer.New(0)
	lines.Add("started")
}
`,
    },
    question:
      "What happens when a line is added to the buffer that main creates and it is full already? How many lines does it hold, and which lines are never kept at all?",
    checks: [
      { answer: /\b240\b/ },
      { answer: /\boldest\b|\bfirst line\b|\bearliest\b/i },
      { answer: /\b4,?096\b|\bmaxLine\b/i },
      { answer: /\bdropped\b/ },
    ],
    session: {
      calls: [tree(), open("main.go"), open("buffer/buffer.go"), search("fallbackLimit", "buffer")],
      answer:
        "`main` passes 0, so the buffer holds `fallbackLimit`, 240 lines. When it is full, the oldest line goes and `dropped` is counted up. A line of more than 4096 bytes is never kept; it is counted as dropped too.",
    },
    guess: "The buffer holds 1024 lines; a line that is added when it is full overwrites the oldest one.",
  },
  {
    name: "fix-cut-text",
    kind: "fix",
    files: {
      "go.mod": MODULE,
      "text/cut.go": `
package text

// Cut returns at most limit characters of s; where it leaves some out, the last one is an ellipsis.
func Cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return s[:limit-1] + "…"
}
`,
      "text/title.go": `
package text

// Title is what a list shows.
func Title(s string) string {
	return Cut(s, 8)
}
`,
      "text/cut_test.go": `
package text

import "testing"

func TestTitle(t *testing.T) {
	for s, want := range map[string]string{
		"short":     "short",
		"12345678":  "12345678",
		"123456789": "1234567…",
		"Übergröße": "Übergrö…",
		"größer":    "größer",
		"ÄÖÜäöüßé":  "ÄÖÜäöüßé",
	} {
		if got := Title(s); got != want {
			t.Errorf("Title(%q) is %q, not %q", s, got, want)
		}
	}
}
`,
    },
    question: "go test ./... fails. Fix the code.",
    checks: [
      { same: ["text/cut_test.go"] },
      {
        run: TEST,
        files: {
          "text/judge_test.go": `
package text

import "testing"

func TestJudge(t *testing.T) {
	if got := Cut("日本語のタイトル", 4); got != "日本語…" {
		t.Error(got)
	}
	if got := Cut("日本語の", 4); got != "日本語の" {
		t.Error(got)
	}
}
`,
        },
      },
    ],
    session: {
      calls: [
        search("func Title|func Cut"),
        open("text/cut.go"),
        open("text/cut_test.go"),
        patch(`
*** Update File: text/cut.go
@@ func Cut(s string, limit int) string {
-	if len(s) <= limit {
+	characters := []rune(s)
+	if len(characters) <= limit {
 		return s
 	}
-	return s[:limit-1] + "…"
+	return string(characters[:limit-1]) + "…"
 }
`),
        shell("go test ./..."),
      ],
      answer: "`Cut` counted bytes. It counts characters now, and the test passes.",
    },
  },
  {
    name: "rename-method",
    kind: "rename",
    files: {
      "go.mod": MODULE,
      "store/store.go": `
package store

// Store keeps values by name.
type Store struct {
	values map[string]string
}

func New() *Store {
	return &Store{values: map[string]string{}}
}

func (s *Store) Put(name, value string) {
	s.values[name] = value
}

// Get returns a value and whether there is one.
func (s *Store) Get(name string) (string, bool) {
	value, ok := s.values[name]
	return value, ok
}
`,
      "cache/cache.go": `
package cache

import "example.com/sample/store"

// Cache reads a store once.
type Cache struct {
	store *store.Store
	known map[string]string
}

func New(from *store.Store) *Cache {
	return &Cache{store: from, known: map[string]string{}}
}

// Get returns a value, "" without one.
func (c *Cache) Get(name string) string {
	if value, ok := c.known[name]; ok {
		return value
	}
	value, _ := c.store.Get(name)
	c.known[name] = value
	return value
}
`,
      "main.go": `
package main

import (
	"fmt"

	"example.com/sample/cache"
	"example.com/sample/store"
)

func main() {
	names := store.New()
	names.Put("a", "Ann")
	if name, ok := names.Get("a"); ok {
		fmt.Println(name)
	}
	fmt.Println(cache.New(names).Get("a"))
}
`,
    },
    question: "Rename the method Get of Store to Lookup, with all calls of it. Cache.Get keeps its name.",
    checks: [
      { run: ["go", "run", "."], prints: /^Ann\r?\nAnn\s*$/ },
      { file: "store/store.go", has: /\/\/ Lookup returns a value[\s\S]*func \(s \*Store\) Lookup\(/ },
      { file: "store/store.go", lacks: /\bGet\b/ },
      { file: "cache/cache.go", has: /func \(c \*Cache\) Get\(/ },
      { file: "cache/cache.go", has: /c\.store\.Lookup\(name\)/ },
      { file: "main.go", has: /names\.Lookup\("a"\)[\s\S]*\.Get\("a"\)/ },
    ],
    session: {
      calls: [
        search("Get\\("),
        open("cache/cache.go"),
        patch(`
*** Update File: store/store.go
@@
-// Get returns a value and whether there is one.
-func (s *Store) Get(name string) (string, bool) {
+// Lookup returns a value and whether there is one.
+func (s *Store) Lookup(name string) (string, bool) {
*** Update File: cache/cache.go
@@ func (c *Cache) Get(name string) string {
-	value, _ := c.store.Get(name)
+	value, _ := c.store.Lookup(name)
*** Update File: main.go
@@ func main() {
-	if name, ok := names.Get("a"); ok {
+	if name, ok := names.Lookup("a"); ok {
`),
        shell("go run ."),
      ],
      answer: "`Store.Get` is `Store.Lookup`, and its two callers use it. `Cache.Get` is as it was.",
    },
  },
  {
    name: "option-limit",
    kind: "option",
    files: {
      "go.mod": MODULE,
      "main.go": `
package main

import (
	"flag"
	"fmt"

	"example.com/sample/numbers"
)

func main() {
	reverse := flag.Bool("r", false, "the largest first")
	flag.Parse()
	for _, number := range numbers.Squares(*reverse) {
		fmt.Println(number)
	}
}
`,
      "numbers/squares.go": `
package numbers

// Squares of 1 to 5.
func Squares(reverse bool) []int {
	squares := make([]int, 5)
	for i := range squares {
		n := i + 1
		if reverse {
			n = len(squares) - i
		}
		squares[i] = n * n
	}
	return squares
}
`,
    },
    question:
      "Add a flag -n that limits how many numbers are printed (the first ones, after -r is taken into account). Without it, and with more than there are, all are printed; below 0 is an error: a message on stderr and exit code 2.",
    checks: [
      {
        run: ["go", "test", "-vet=off", "."],
        files: {
          "judge_test.go": `
package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	program := filepath.Join(t.TempDir(), "squares.exe")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
	for args, want := range map[string]string{
		"":        "1 4 9 16 25",
		"-n 2":    "1 4",
		"-n=0":    "",
		"-r -n 2": "25 16",
		"-n 9":    "1 4 9 16 25",
	} {
		out, err := exec.Command(program, strings.Fields(args)...).Output()
		if got := strings.Join(strings.Fields(string(out)), " "); err != nil || got != want {
			t.Errorf("%q prints %q, not %q (%v)", args, got, want, err)
		}
	}
	bad := exec.Command(program, "-n=-1")
	out, _ := bad.Output()
	if code := bad.ProcessState.ExitCode(); code != 2 || len(out) > 0 {
		t.Errorf("-n=-1 ends with %d and prints %q", code, out)
	}
}
`,
        },
      },
    ],
    session: {
      calls: [
        tree(),
        open("main.go"),
        patch(`
*** Update File: main.go
@@
 	"flag"
 	"fmt"
+	"os"
@@ func main() {
+	limit := flag.Int("n", -1, "how many are printed; all by default")
 	flag.Parse()
-	for _, number := range numbers.Squares(*reverse) {
+	isSet := false
+	flag.Visit(func(f *flag.Flag) { isSet = isSet || f.Name == "n" })
+	if isSet && *limit < 0 {
+		fmt.Fprintln(os.Stderr, "-n is at least 0")
+		os.Exit(2)
+	}
+	squares := numbers.Squares(*reverse)
+	if isSet && *limit < len(squares) {
+		squares = squares[:*limit]
+	}
+	for _, number := range squares {
 		fmt.Println(number)
 	}
 }
`),
        shell("go run . -r -n 2"),
      ],
      answer: "`-n` prints that many numbers; below 0 it is refused with exit code 2.",
    },
  },
  {
    name: "build-interface",
    kind: "build",
    files: {
      "go.mod": MODULE,
      "shape/shape.go": `
package shape

// Shape can be measured.
type Shape interface {
	Area() float64
	Name() string
}
`,
      "shape/square.go": `
package shape

type Square struct{ Side float64 }

func (s Square) Area() float64 { return s.Side * s.Side }

func (s Square) Name() string { return "square" }
`,
      "shape/rectangle.go": `
package shape

type Rectangle struct{ Width, Height float64 }

func (r Rectangle) Area() float64 { return r.Width * r.Height }
`,
      "main.go": `
package main

import (
	"fmt"
	"os"

	"example.com/sample/shape"
)

func main() {
	for _, each := range []shape.Shape{shape.Square{Side: 2}, shape.Rectangle{Width: 2, Height: 3}} {
		fmt.Println(each.Name(), each.Area())
	}
}
`,
    },
    question: "go build ./... fails. Make it build; a rectangle should be printed under its name too.",
    checks: [
      { same: ["shape/shape.go", "shape/square.go"] },
      { run: ["go", "run", "."], prints: /^square 4\r?\nrectangle 6\s*$/i },
    ],
    session: {
      calls: [
        shell("go build ./... 2>&1"),
        open("shape/rectangle.go"),
        open("shape/square.go"),
        patch(`
*** Update File: shape/rectangle.go
@@
 func (r Rectangle) Area() float64 { return r.Width * r.Height }
+
+func (r Rectangle) Name() string { return "rectangle" }
*** Update File: main.go
@@
 	"fmt"
-	"os"
`),
        shell("go run ."),
      ],
      answer: "`Rectangle` has a `Name` now, and `main.go` imports `os` no more, which it didn't use.",
    },
  },
];
