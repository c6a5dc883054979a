package importer

import "sort"

// lines tells in which line of a file a row stood. Rows follow each other line
// by line as a rule, so that only the exceptions are kept.
type lines struct {
	gaps []gap
	n    int // rows so far
	next int64
}

// gap says that row stood in line, and the rows behind it in the lines behind it.
type gap struct {
	row  uint32
	line uint32
}

func (l *lines) add(line int64) {
	if line != l.next || l.n == 0 {
		l.gaps = append(l.gaps, gap{uint32(l.n), uint32(line)})
	}
	l.n++
	l.next = line + 1
}

func (l *lines) at(row int) int {
	i := sort.Search(len(l.gaps), func(i int) bool { return int(l.gaps[i].row) > row }) - 1
	return int(l.gaps[i].line) + row - int(l.gaps[i].row)
}

// origins tells where the rows of a table come from.
type origins struct {
	starts []int // the first row of each part
	files  []*input
	lines  []*lines
}

func (o *origins) addPart(start int, file *input, l *lines) {
	o.starts = append(o.starts, start)
	o.files = append(o.files, file)
	o.lines = append(o.lines, l)
}

// of returns file and line of a row.
func (o *origins) of(row int) (*input, int) {
	i := sort.SearchInts(o.starts, row+1) - 1
	return o.files[i], o.lines[i].at(row - o.starts[i])
}
