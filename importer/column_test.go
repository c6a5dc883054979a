package importer

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestColumnFlatten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 5, chunkRows - 1, chunkRows, chunkRows + 1, 2*chunkRows + 3}), 0, 4).Draw(t, "lengths")
		var want []int
		var columns []*column[int]
		for _, n := range lengths {
			c := &column[int]{}
			for range n {
				c.add(len(want))
				want = append(want, len(want))
			}
			if c.n != n {
				t.Fatalf("a column of %d values says %d", n, c.n)
			}
			columns = append(columns, c)
		}
		if got := flatten(columns...); !slices.Equal(got, want) {
			t.Fatalf("flattened %d values of %d", len(got), len(want))
		}
	})
}

func TestTexts(t *testing.T) {
	all := newTexts()
	type written struct {
		ref  textRef
		text string
	}
	var mu sync.Mutex
	var list []written
	var writers sync.WaitGroup
	for n := range 3 {
		writers.Go(func() {
			w := all.writer()
			for i := range 5000 {
				text := strings.Repeat(fmt.Sprintf("%d/%d ", n, i%700), i%9)
				if i == 4000 {
					text = strings.Repeat("long", maxTextChunk)
				}
				ref := w.add([]byte(text))
				if i%2 == 0 {
					ref = w.addShared([]byte(text))
				}
				mu.Lock()
				list = append(list, written{ref, text})
				mu.Unlock()
			}
			w.finish()
		})
	}
	writers.Wait()
	for _, w := range list {
		if got := all.get(w.ref); got != w.text {
			t.Fatalf("text %x is %.40q, want %.40q", w.ref, got, w.text)
		}
	}
	if got := all.get(0); got != "" {
		t.Errorf("the zero text is %q", got)
	}
	w := all.writer()
	if a, b := w.addShared([]byte("ALWAYS")), w.addShared([]byte("ALWAYS")); a != b {
		t.Error("a short text stands there twice")
	}
}

func TestLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := rapid.SliceOfN(rapid.Int64Range(1, 3), 1, 50).Draw(t, "steps")
		var l lines
		var want []int64
		line := int64(1)
		for _, step := range steps {
			line += step
			l.add(line)
			want = append(want, line)
		}
		for row, line := range want {
			if got := l.at(row); int64(got) != line {
				t.Fatalf("row %d stood in line %d, want %d", row, got, line)
			}
		}
	})
}

func TestOrigins(t *testing.T) {
	a, b, c := &input{path: "a"}, &input{path: "b"}, &input{path: "c"}
	var first, empty, second lines
	first.add(2)
	first.add(5)
	second.add(2)
	var o origins
	o.addPart(0, a, &first)
	o.addPart(2, b, &empty)
	o.addPart(2, c, &second)
	for row, want := range []struct {
		in   *input
		line int
	}{{a, 2}, {a, 5}, {c, 2}} {
		if in, line := o.of(row); in != want.in || line != want.line {
			t.Errorf("row %d is of %s:%d, want %s:%d", row, in.path, line, want.in.path, want.line)
		}
	}
}

func TestGroupRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const groups = 6
		numbers := rapid.SliceOf(rapid.SampledFrom([]uint32{0, 1, 2, 3, 4, 5, absent})).Draw(t, "numbers")
		rows := make([]uint32, len(numbers))
		for i := range rows {
			rows[i] = uint32(i)
		}
		g := groupRows(groups, rows, func(row uint32) uint32 { return numbers[row] })
		for o := range uint32(groups) {
			var want []uint32
			for row, number := range numbers {
				if number == o {
					want = append(want, uint32(row))
				}
			}
			if !slices.Equal(g.of(o), want) {
				t.Fatalf("group %d is %v, want %v", o, g.of(o), want)
			}
		}
	})
}
