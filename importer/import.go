package importer

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/index"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/store"
)

// Summary is what [Import] did. Counts, files with their rows, what was skipped,
// anomalies and the seconds of each phase stand in the manifest.
type Summary struct {
	Manifest *catalog.Manifest
	Dir      string // the sealed release directory
	Replaced bool   // an older build of the same release was there
	// Swept are left-overs of imports that crashed, which were removed.
	Swept []string
	// Ignored are the files that weren't read, and why, in the order of paths.
	Ignored []rf2.Ignored
	// Notices are oddities that don't hinder, in order of file and line.
	Notices []rf2.Notice
	// PassedOver counts the rows behind the as-of date.
	PassedOver int64
	Elapsed    time.Duration
	Phases     []catalog.Phase // with sealing, which the manifest can't have
	PeakMemory int64           // bytes, of the whole process; 0 where unknown
	DiskSize   int64           // bytes, of the release directory
}

// Import reads RF2 packages and puts the release that they make into the data
// directory, see the package comment. Until it returns nil the data directory
// answers as before, whatever happens; if it is interrupted the next import
// removes what is left.
//
// Errors about the packages are [*rf2.RowError], [*rf2.FileError], [*Error],
// [*ConflictError] or [*CycleError] (wrapped; see [IsBadInput]). A data
// directory that another import is changing is a [*terminology.Error] of reason
// [terminology.ReasonDataDirectoryBusy]. When ctx is done its error is
// returned.
func Import(ctx context.Context, options Options) (*Summary, error) {
	options.setDefaults()
	if len(options.Paths) == 0 {
		return nil, terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonFieldRequired, "no package to import was given")
	}
	var given terminology.ReleaseName
	if options.Release != "" {
		var err error
		if given, err = parseRelease(options.Release); err != nil {
			return nil, err
		}
	}
	lock, err := catalog.LockData(options.DataDir)
	if err != nil {
		return nil, err
	}
	defer lock.Unlock()
	defer saveMemory()()
	i := &importing{options: &options, lock: lock, began: time.Now(), track: &tracker{report: options.Progress}}
	i.summary = &Summary{}
	if i.summary.Swept, err = lock.Sweep(); err != nil {
		return nil, err
	}
	r, err := i.prepare(ctx, given)
	if err != nil {
		return nil, err
	}
	if err := i.write(ctx, r); err != nil {
		return nil, err
	}
	return i.summary, nil
}

// parseRelease reads the release URI that was asked for; it must be that of a
// version.
func parseRelease(uri string) (terminology.ReleaseName, error) {
	name, err := terminology.ParseReleaseURI(uri)
	if err == nil && name.EffectiveTime == 0 {
		e := terminology.Errorf(terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed, "%.100q names an edition, not a version of it", uri)
		e.Hint = "add /version/YYYYMMDD"
		err = e
	}
	return name, err
}

// importing is the state of one [Import].
type importing struct {
	options *Options
	lock    *catalog.Lock
	track   *tracker
	began   time.Time
	summary *Summary
}

// prepare does everything up to the point where something is written.
func (i *importing) prepare(ctx context.Context, given terminology.ReleaseName) (*release, error) {
	i.phase(PhaseOpen, 0, "")
	p, err := openPackages(ctx, i.options)
	if err != nil {
		return nil, err
	}
	defer p.close()
	i.summary.Ignored = p.ignored
	i.track.end()

	var bytes int64
	for _, in := range p.inputs {
		bytes += in.file.Size
	}
	i.phase(PhaseRead, bytes, "bytes")
	reading := reader{options: i.options, track: i.track}
	read, err := reading.read(ctx, p.inputs)
	if err != nil {
		return nil, err
	}
	i.summary.Notices = read.notices
	i.summary.PassedOver = read.passedOver
	i.track.end()

	if read.passedOver > 0 && read.empty() {
		return nil, read.asOfTooEarly(i.options.AsOf)
	}
	i.phase(PhaseCollapse, 0, "")
	r := &release{rows: read, name: given, membersWritten: make(chan struct{})}
	edition := read.editionInput(p.information)
	if r.name.ModuleID == 0 {
		if r.name, err = workOutRelease(edition); err != nil {
			return nil, err
		}
	}
	r.missing = edition.missingModules()
	read.nameModules(r.missing)
	if err := r.collapseAll(ctx, i.options.Lenient); err != nil {
		return nil, err
	}
	if len(r.keptConcepts.rows) == 0 {
		return nil, &Error{Problem: ProblemNoConcepts, Message: "the packages have no concept at all", Hint: "pass the package with the Concept file too: an extension needs the International Edition"}
	}
	i.track.end()

	i.phase(PhaseTaxonomy, 0, "")
	if err := r.buildTaxonomy(); err != nil {
		return nil, err
	}
	i.track.end()

	i.phase(PhaseArrange, 0, "")
	if err := r.arrange(ctx); err != nil {
		return nil, err
	}
	r.describe()
	if err := i.mayReplace(r); err != nil {
		return nil, err
	}
	r.lookAtNames()
	r.lookAtValues()
	r.forgetTables()
	i.track.end()
	return r, ctx.Err()
}

// phase begins a phase.
func (i *importing) phase(phase Phase, total int64, unit string) {
	i.options.step(string(phase))
	i.track.begin(phase, total, unit)
}

// write builds and seals the directory.
func (i *importing) write(ctx context.Context, r *release) error {
	b, err := i.lock.Begin()
	if err != nil {
		return err
	}
	defer b.Discard()
	i.phase(PhaseWrite, i.writeTotal(r), "rows")
	if err := i.writeFiles(ctx, r, b.Dir()); err != nil {
		return err
	}
	i.track.end()

	i.phase(PhaseSeal, 0, "")
	m := i.manifest(r)
	r.letGo()
	if _, err := os.Lstat(catalog.ReleaseDir(i.options.DataDir, r.name)); err == nil {
		i.summary.Replaced = true
	}
	if i.summary.Dir, err = b.Seal(ctx, m, func(dir string) error { return verify(dir, m) }); err != nil {
		return err
	}
	i.track.end()
	i.summary.Manifest = m
	i.summary.Phases = i.track.phases
	i.summary.Elapsed = time.Since(i.began)
	i.summary.PeakMemory = peakMemory()
	for _, f := range m.Contents {
		i.summary.DiskSize += f.Size
	}
	i.options.step("done")
	return nil
}

// writeTotal is the units of progress of the writing: a row of the store or a
// description of the index.
func (i *importing) writeTotal(r *release) int64 {
	descriptions := len(r.descriptionRows.items)
	return int64(r.info.Counts.Members + r.taxonomy.Len() + descriptions + len(r.identifierRows) + descriptions)
}

// writeFiles writes the store and the index at the same time, so that both
// cores are busy. The index, which needs the most memory and is done sooner, waits
// until the members are in the store and their tables can go.
func (i *importing) writeFiles(ctx context.Context, r *release, dir string) error {
	group, ctx := errgroup.WithContext(ctx)
	began := time.Now()
	group.Go(func() error {
		defer i.track.timed(PhaseStore, began)
		return store.Write(ctx, catalog.StorePath(dir), r, store.Options{Progress: i.storeProgress()})
	})
	group.Go(func() error {
		select {
		case <-r.membersWritten:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		defer i.track.timed(PhaseIndex, time.Now())
		var last int
		return index.Write(ctx, catalog.SearchPath(dir), r.documents(ctx), index.Options{Progress: func(done, total int) {
			i.track.add(int64(done-last), 0)
			last = done
		}})
	})
	return group.Wait()
}

// storeProgress turns the store's stages into steps of the phase.
func (i *importing) storeProgress() func(store.Progress) {
	var stage store.Stage
	var last int
	return func(p store.Progress) {
		if p.Stage != stage {
			stage, last = p.Stage, 0
		}
		if p.Stage != store.StageSeal {
			i.track.add(int64(p.Done-last), 0)
			last = p.Done
		}
	}
}

func (i *importing) manifest(r *release) *catalog.Manifest {
	settings := catalog.Settings{Release: i.options.Release, Lenient: i.options.Lenient, AsOf: i.options.AsOf}
	for _, path := range i.options.Paths {
		settings.Paths = append(settings.Paths, packageName(path))
	}
	return &catalog.Manifest{
		ReleaseInfo: *r.info,
		Build: catalog.Build{
			Program: i.options.Program,
			// Not cut to seconds: it tells two imports of one release apart, for page tokens.
			Started: i.began.UTC(),
			Seconds: time.Since(i.began).Seconds(),
			Phases:  i.track.phases, PeakMemory: peakMemory(),
			Settings: settings,
		},
		Skipped:   r.skipped,
		Anomalies: r.found.report(r.report),

		MissingModules: r.missing,
	}
}

// verify opens what was written and counts it.
func verify(dir string, m *catalog.Manifest) error {
	r, _, err := catalog.OpenRelease(dir)
	if err != nil {
		return err
	}
	defer r.Close()
	if got := r.Taxonomy().Len(); got != m.Counts.Concepts {
		return fmt.Errorf("the store has %d concepts, expected %d", got, m.Counts.Concepts)
	}
	var members int
	for _, s := range r.Store().Refsets() {
		members += s.Members
	}
	if members != m.Counts.Members {
		return fmt.Errorf("the store has %d members, expected %d", members, m.Counts.Members)
	}
	return nil
}

// letGo frees the columns before what was written is opened.
func (r *release) letGo() {
	name, info, found, report := r.name, r.info, r.found, r.report
	*r = release{rows: &rows{skipped: r.skipped}, name: name, info: info, found: found, report: report}
	runtime.GC()
}
