package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// readCodes reads the concept ids of a file, or of standard input for "-": one at the
// beginning of each line. They come back ascending, without doubles. A first line
// without a digit at its beginning is a header.
func readCodes(p *process, path string) ([]sctid.ID, error) {
	input, name := p.stdin, "standard input"
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, inputFile("--codes", err)
		}
		defer file.Close()
		input, name = file, path
	}
	var ids []sctid.ID
	r := bufio.NewReader(input)
	for n := 1; ; n++ {
		line, err := r.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, usagef("", "%s: %v", name, err)
		}
		id, idErr := codeOf(line, n == 1)
		if idErr != nil {
			return nil, usagef("", "%s, line %d: %v", name, n, idErr)
		}
		if id != 0 {
			ids = append(ids, id)
		}
		if err != nil {
			break
		}
	}
	if len(ids) == 0 {
		return nil, usagef("expected a concept id at the beginning of each line", "%s has no codes", name)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// codeOf returns the concept id at the beginning of a line, 0 for none.
func codeOf(line string, first bool) (sctid.ID, error) {
	if first {
		line = strings.TrimPrefix(line, "\ufeff")
	}
	line = strings.TrimSpace(line)
	if i := strings.IndexAny(line, "\t,;| "); i >= 0 {
		line = line[:i]
	}
	line = strings.Trim(line, `"`)
	if line == "" || first && !strings.ContainsAny(line, "0123456789") {
		return 0, nil
	}
	return terminology.ParseConceptID(line)
}
