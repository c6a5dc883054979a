package importer

// chunkRows is the length of a full chunk of a column.
const chunkRows = 1 << 16

// column collects values of one type while the number of rows is unknown. It
// grows by chunks, so that a long column is never copied and wastes no more
// than a chunk; the first chunk grows by doubling, because packages have
// hundreds of reference set files with a few rows.
type column[T any] struct {
	chunks [][]T
	n      int
}

func (c *column[T]) add(v T) {
	last := len(c.chunks) - 1
	if last < 0 || len(c.chunks[last]) == chunkRows {
		var chunk []T
		if last >= 0 {
			chunk = make([]T, 0, chunkRows)
		}
		c.chunks = append(c.chunks, chunk)
		last++
	}
	c.chunks[last] = append(c.chunks[last], v)
	c.n++
}

// flatten puts columns one behind the other into a slice of exactly the right
// length and lets go of each chunk as soon as it is copied.
func flatten[T any](columns ...*column[T]) []T {
	if len(columns) == 1 && len(columns[0].chunks) == 1 {
		only := columns[0].chunks[0]
		columns[0].chunks = nil
		return only
	}
	n := 0
	for _, c := range columns {
		n += c.n
	}
	all := make([]T, 0, n)
	for _, c := range columns {
		for i, chunk := range c.chunks {
			all = append(all, chunk...)
			c.chunks[i] = nil
		}
		c.chunks = nil
	}
	return all
}

// flattenPart is [flatten] over one column of each part of a table.
func flattenPart[P, T any](parts []P, of func(P) *column[T]) []T {
	columns := make([]*column[T], len(parts))
	for i, p := range parts {
		columns[i] = of(p)
	}
	return flatten(columns...)
}
