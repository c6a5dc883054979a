package taxonomy

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is the size of a large page on every processor that we know; where it
// is another, the advice is of no use and does no harm.
const hugePage = 2 << 20

// adviseHugePages asks for large pages below memory that nothing was written to
// yet. The processor remembers where some thousand pages are, and looking one up
// that it doesn't remember takes as long as the memory itself: a table of 14 MB
// has 3,500 small pages, or 7 large ones. It is advice: systems without them, or
// that have none left, do as before.
func adviseHugePages(memory []byte) {
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(memory)))
	skip := -begin & (hugePage - 1)
	if uintptr(len(memory)) < skip+hugePage {
		return
	}
	whole := (uintptr(len(memory)) - skip) &^ (hugePage - 1)
	_ = unix.Madvise(memory[skip:skip+whole], unix.MADV_HUGEPAGE)
}
