package rpc

import (
	"google.golang.org/protobuf/proto"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// open finds the release that a request names. The caller must call free when it
// has its answer.
func (s *Server) open(name string) (release *terminology.Release, free func(), err error) {
	release, free, err = s.catalog.Acquire(name)
	if err != nil {
		return nil, nil, terminology.InField(err, "release")
	}
	return release, free, nil
}

// openWith finds the release and, in it, the dialects that a request names.
func (s *Server) openWith(name, dialects string) (l *labels, free func(), err error) {
	release, free, err := s.open(name)
	if err != nil {
		return nil, nil, err
	}
	resolved, err := release.Dialects(dialects)
	if err != nil {
		free()
		return nil, nil, terminology.InField(err, "dialects")
	}
	return newLabels(release, resolved), free, nil
}

// required refuses an id that isn't given.
func required(id uint64, field string) error {
	if id != 0 {
		return nil
	}
	return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "%s is not given", field).WithField(field)
}

// malformed words what is wrong with a number that should be an SCTID.
func malformed(err error, field string) error {
	e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonSCTIDMalformed, "%v", err)
	e.Cause = err
	return e.WithField(field)
}

// invalid says that a field has a value that it can't have.
func invalid(field, format string, args ...any) error {
	return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldInvalid, format, args...).WithField(field)
}

// atMost refuses a list that is too long.
func atMost(n, most int, field string) error {
	if n <= most {
		return nil
	}
	return terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonTooManyItems,
		"%s has %d items: expected %d at most", field, n, most).WithField(field)
}

// fits refuses an answer that is larger than a client may be ready for. The hint
// says what to ask for instead.
func (s *Server) fits(answer proto.Message, hint string) error {
	return s.fitsBytes(proto.Size(answer), hint)
}

// fitsBytes is fits for an answer of so many bytes.
func (s *Server) fitsBytes(size int, hint string) error {
	if size <= s.maxAnswer {
		return nil
	}
	e := terminology.Errorf(terminology.KindResourceExhausted, terminology.ReasonBudgetExceeded,
		"the answer has %d bytes: the server sends %d at most", size, s.maxAnswer)
	e.Hint = hint
	return e
}

// checkEvery is how many items of a long answer are made between two looks at
// whether the client still wants it.
const checkEvery = 256

func ids(numbers []uint64) []sctid.ID {
	if len(numbers) == 0 {
		return nil
	}
	list := make([]sctid.ID, len(numbers))
	for i, n := range numbers {
		list[i] = sctid.ID(n)
	}
	return list
}

func numbers(list []sctid.ID) []uint64 {
	if len(list) == 0 {
		return nil
	}
	numbers := make([]uint64, len(list))
	for i, id := range list {
		numbers[i] = uint64(id)
	}
	return numbers
}
