import type { TaskData } from "../task.ts";

export const goTasks: readonly TaskData[] = [
  {
    name: "fix-unused-error",
    kind: "fix",
    path: "internal/config/load.go",
    text: `
package config

import (
	"encoding/json"
	"os"
)

type Config struct {
	Address string \`json:"address"\`
	Workers int    \`json:"workers"\`
}

«func Load(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	var config Config
	if err := json.Unmarshal(data, &config); err != nil {
		return nil, err
	}
	return &config, nil
}»
`,
    problems: [{ at: "err", source: "compiler", code: "UnusedVar", message: "declared and not used: err" }],
    checks: [{ has: /os\.ReadFile\(path\);? if err != nil \{ return nil, /, inside: "Load" }],
    keeps: [
      { has: "func Load(path string) (*Config, error)" },
      { has: "json.Unmarshal(data, &config)", inside: "Load" },
    ],
    answer: `
func Load(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var config Config
	if err := json.Unmarshal(data, &config); err != nil {
		return nil, err
	}
	return &config, nil
}
`,
  },
  {
    name: "fix-type-mismatch",
    kind: "fix",
    path: "internal/stats/mean.go",
    text: `
package stats

// Mean is 0 for no values at all.
«func Mean(values []int) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0
	for _, value := range values {
		sum += value
	}
	return sum / len(values)
}»
`,
    problems: [
      {
        at: "sum / len(values)",
        source: "compiler",
        code: "IncompatibleAssign",
        message: "cannot use sum / len(values) (value of type int) as float64 value in return statement",
      },
    ],
    checks: [
      {
        has: /float64\(sum\) \/ float64\(len\(values\)\)|sum (?::?= 0\.0|:= float64\(0\)|float64)[\s\S]*sum \/ float64\(len\(values\)\)/,
      },
    ],
    keeps: [{ has: "func Mean(values []int) float64" }, { has: "return 0", inside: "Mean" }],
    answer: `
func Mean(values []int) float64 {
	if len(values) == 0 {
		return 0
	}
	sum := 0
	for _, value := range values {
		sum += value
	}
	return float64(sum) / float64(len(values))
}
`,
  },
  {
    name: "fix-lock-not-released",
    kind: "fix",
    path: "internal/cache/cache.go",
    text: `
package cache

import "sync"

type Cache struct {
	mu    sync.Mutex
	items map[string]string
}

«func (c *Cache) Get(key string) (string, bool) {
	c.mu.Lock()
	value, found := c.items[key]
	if !found {
		return "", false
	}
	c.mu.Unlock()
	return value, true
}»

func (c *Cache) Set(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[key] = value
}
`,
    instruction: "A second call hangs after a key was not found.",
    checks: [
      {
        has: /defer c\.mu\.Unlock\(\)|found := c\.items\[key\];? c\.mu\.Unlock\(\)|if !found \{ c\.mu\.Unlock\(\)/,
        inside: "Get",
      },
    ],
    keeps: [
      { has: "func (c *Cache) Get(key string) (string, bool)" },
      { has: "c.mu.Lock()", inside: "Get" },
      { has: "c.items[key]", inside: "Get" },
    ],
    answer: `
func (c *Cache) Get(key string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	value, found := c.items[key]
	return value, found
}
`,
  },
  {
    name: "fix-error-wrapping",
    kind: "fix",
    path: "internal/store/open.go",
    lineEnd: "\r\n",
    text: `
package store

import (
	"fmt"
	"os"
)

«func Open(path string) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %s", err)
	}
	return file, nil
}»
`,
    problems: [
      {
        at: 'fmt.Errorf("open the store: %s", err)',
        source: "errorlint",
        message: "non-wrapping format verb for fmt.Errorf. Use %w to format errors",
      },
    ],
    checks: [{ has: /fmt\.Errorf\("[^"]*%w", err\)/ }, { lacks: '%s", err' }],
    keeps: [{ has: "func Open(path string) (*os.File, error)" }, { has: "return file, nil" }],
    answer: `
func Open(path string) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	return file, nil
}
`,
  },
  {
    name: "rename-variables",
    kind: "rename",
    path: "internal/text/count.go",
    instruction: "Rename m to counts and w to word.",
    text: `
package text

import "strings"

// Count tells how often each word occurs.
«func Count(text string) map[string]int {
	m := make(map[string]int)
	for _, w := range strings.Fields(text) {
		m[strings.ToLower(w)]++
	}
	return m
}»
`,
    checks: [{ has: "counts[strings.ToLower(word)]++" }, { has: "return counts" }, { lacks: /\b[mw]\b/ }],
    keeps: [{ has: "func Count(text string) map[string]int" }, { has: "strings.Fields(text)" }],
    answer: `
func Count(text string) map[string]int {
	counts := make(map[string]int)
	for _, word := range strings.Fields(text) {
		counts[strings.ToLower(word)]++
	}
	return counts
}
`,
  },
  {
    name: "extract-function",
    kind: "extract",
    path: "internal/http/token.go",
    instruction:
      "Extract reading the token from the header into a function bearerToken(header string) (string, bool) and call it.",
    text: `
package http

import (
	"errors"
	"strings"
)

var errNoToken = errors.New("no token")

type Users map[string]string

«func (u Users) Find(header string) (string, error) {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", errNoToken
	}
	user, known := u[token]
	if !known {
		return "", errors.New("unknown token")
	}
	return user, nil
}»
`,
    checks: [
      { has: "func bearerToken(header string) (string, bool)" },
      { has: "bearerToken(header)", inside: "Find" },
      { lacks: "strings.", inside: "Find" },
      { has: "strings.Cut(header", inside: "bearerToken" },
    ],
    keeps: [
      { has: "func (u Users) Find(header string) (string, error)" },
      { has: "errNoToken", inside: "Find" },
      { has: "u[token]", inside: "Find" },
    ],
    answer: `
func (u Users) Find(header string) (string, error) {
	token, found := bearerToken(header)
	if !found {
		return "", errNoToken
	}
	user, known := u[token]
	if !known {
		return "", errors.New("unknown token")
	}
	return user, nil
}

func bearerToken(header string) (string, bool) {
	scheme, token, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return "", false
	}
	return token, true
}
`,
  },
  {
    name: "document-function",
    kind: "document",
    path: "internal/retry/retry.go",
    text: `
package retry

import "time"

«func Do(attempts int, pause time.Duration, run func() error) error {
	var err error
	for i := 0; i < attempts; i++ {
		if err = run(); err == nil {
			return nil
		}
		time.Sleep(pause << i)
	}
	return err
}»
`,
    checks: [{ documented: "Do" }],
    keeps: [{ sameCode: true }],
    answer: `
// Do runs a function until it succeeds, at most so many times, and waits twice as long after each failure. It
// returns the last error.
func Do(attempts int, pause time.Duration, run func() error) error {
	var err error
	for i := 0; i < attempts; i++ {
		if err = run(); err == nil {
			return nil
		}
		time.Sleep(pause << i)
	}
	return err
}
`,
  },
  {
    name: "document-type",
    kind: "document",
    path: "internal/queue/job.go",
    text: `
package queue

import "time"

«type Job struct {
	ID       string
	Payload  []byte
	Attempts int
	NotUntil time.Time
}»

func (j Job) due(now time.Time) bool { return !now.Before(j.NotUntil) }
`,
    checks: [{ documented: "Job" }],
    keeps: [{ sameCode: true }],
    answer: `
// Job is a piece of work that waits in the queue, and may be tried again after it failed.
type Job struct {
	ID       string
	Payload  []byte
	Attempts int
	// NotUntil is the earliest time of the next attempt.
	NotUntil time.Time
}
`,
  },
  {
    name: "early-return",
    kind: "early return",
    path: "internal/upload/save.go",
    instruction: "Use early returns instead of nested conditions. The behaviour stays the same.",
    text: `
package upload

import (
	"errors"
	"os"
)

const maxBytes = 1 << 20

«func Save(path string, data []byte) error {
	if path != "" {
		if len(data) > 0 {
			if len(data) <= maxBytes {
				return os.WriteFile(path, data, 0o600)
			} else {
				return errors.New("too large")
			}
		} else {
			return errors.New("nothing to save")
		}
	} else {
		return errors.New("no path")
	}
}»
`,
    checks: [{ depthAtMost: 1, inside: "Save" }, { lacks: /\belse\b/ }],
    keeps: [
      { has: "func Save(path string, data []byte) error" },
      { has: "os.WriteFile(path, data, 0o600)", inside: "Save" },
      { has: '"too large"' },
      { has: '"nothing to save"' },
      { has: '"no path"' },
    ],
    answer: `
func Save(path string, data []byte) error {
	if path == "" {
		return errors.New("no path")
	}
	if len(data) == 0 {
		return errors.New("nothing to save")
	}
	if len(data) > maxBytes {
		return errors.New("too large")
	}
	return os.WriteFile(path, data, 0o600)
}
`,
  },
  {
    name: "simplify-condition",
    kind: "simplify",
    path: "internal/net/address.go",
    text: `
package net

import "strings"

«func IsLocal(host string) bool {
	if host == "localhost" {
		return true
	} else if strings.HasPrefix(host, "127.") == true {
		return true
	} else if host == "::1" {
		return true
	} else {
		return false
	}
}»
`,
    checks: [{ lacks: /\belse\b/ }, { lacks: "== true" }],
    keeps: [
      { has: "func IsLocal(host string) bool" },
      { has: 'strings.HasPrefix(host, "127.")' },
      { has: '"localhost"' },
      { has: '"::1"' },
    ],
    answer: `
func IsLocal(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
`,
  },
  {
    name: "simplify-with-library",
    kind: "simplify",
    path: "internal/set/contains.go",
    instruction: "Use slices.Contains, which is imported.",
    text: `
package set

import "slices"

type Names []string

«func (n Names) Has(name string) bool {
	for i := 0; i < len(n); i++ {
		if n[i] == name {
			return true
		}
	}
	return false
}»

func (n Names) Sorted() []string { return slices.Sorted(slices.Values(n)) }
`,
    checks: [{ has: "return slices.Contains(n, name)", inside: "Has" }, { lacks: /\bfor\b/ }],
    keeps: [{ has: "func (n Names) Has(name string) bool" }],
    answer: `
func (n Names) Has(name string) bool {
	return slices.Contains(n, name)
}
`,
  },
];
