package rf2

import "io"

// Options say how rows are read. The zero value stops at the first bad row and
// reports nothing else.
type Options struct {
	// OnBadRow is called with each row that isn't RF2. If it returns nil the
	// row is skipped; its error ends the reading and is returned. Without it the
	// first bad row ends the reading.
	OnBadRow func(*RowError) error
	// OnNotice is called with the oddities that don't hinder the reading.
	OnNotice func(Notice)
	// OnProgress is called about every megabyte, and once at the end, with the
	// number of uncompressed bytes and of rows read so far: rows behind the header,
	// skipped ones included, blank lines not. Of a read that ends without
	// an error, the last call gives the file's size and rows.
	OnProgress func(bytes, rows int64)
	// Tee is written every byte of the file as it is read, uncompressed: a
	// hash, for example. Its error ends the reading.
	Tee io.Writer
}
