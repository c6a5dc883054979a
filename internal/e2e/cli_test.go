package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// both runs a question against the data directory and against the server. The
// answers must be the same to the byte; the one of the data directory is returned.
func (f *fixture) both(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	local := firnWith(t, stdin, append(args, "--data", f.data)...)
	remote := firnWith(t, stdin, append(args, "--server", f.server.address)...)
	if local.stdout != remote.stdout || local.code != remote.code {
		t.Errorf("firn %q: exit code %d with --data, %d with --server (-data +server):\n%s", args, local.code, remote.code, cmp.Diff(local.stdout, remote.stdout))
	}
	if local.stderr != remote.stderr && args[0] != "validate" { // its summary tells the time that it took
		t.Errorf("firn %q: standard error (-data +server):\n%s", args, cmp.Diff(local.stderr, remote.stderr))
	}
	return local
}

// object is a line of --json with the keys that scripts rely on. Numbers stay as
// they are written.
type object = map[string]any

// objects reads an answer of one object a line. It may be called by any goroutine.
func objects(t *testing.T, answer string) []object {
	t.Helper()
	var list []object
	for line := range strings.Lines(answer) {
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.UseNumber()
		var o object
		if err := decoder.Decode(&o); err != nil {
			t.Errorf("%q is no object: %v", line, err)
			return nil
		}
		list = append(list, o)
	}
	return list
}

// reduced keeps of each element the keys that are compared.
func reduced(list any, keys ...string) []object {
	found := []object{}
	elements, _ := list.([]any)
	for _, element := range elements {
		o, _ := element.(object)
		kept := object{}
		for _, key := range keys {
			if value, ok := o[key]; ok {
				kept[key] = value
			}
		}
		found = append(found, kept)
	}
	return found
}

// sample calls for some concepts, the odd ones among them, n of the real subset
// and fewer of the small releases, in four goroutines: each question starts two
// processes, which takes a while.
func (f *fixture) sample(t *testing.T, n int, each func(r *rand.Rand, id uint64)) {
	t.Helper()
	r := random(t)
	if f.name != "subset" {
		n /= 3
	}
	if testing.Short() {
		n = min(n, 3)
	}
	var ids []uint64
	for _, id := range f.model.ConceptIDs() {
		if c := f.model.Concepts[id]; !c.Active || len(f.model.Parents(id)) == 0 || id == 404684003 || id == 1204474000 {
			ids = append(ids, id)
		}
	}
	all := f.model.ConceptIDs()
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = ids[:min(len(ids), n/2)]
	for len(ids) < n {
		ids = append(ids, all[r.IntN(len(all))])
	}
	work := make(chan uint64)
	var workers sync.WaitGroup
	for seed := range uint64(4) {
		own := rand.New(rand.NewPCG(r.Uint64(), seed))
		workers.Go(func() {
			for id := range work {
				each(own, id)
			}
		})
	}
	for _, id := range ids {
		work <- id
	}
	close(work)
	workers.Wait()
}
