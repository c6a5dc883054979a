package bulk

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// checkpoint is how far a run has got, always at the end of a section.
type checkpoint struct {
	Version  int               `json:"version"`
	Settings string            `json:"settings"`
	Inputs   []checkpointInput `json:"inputs"`

	Input   int              `json:"input"` // where to go on
	Offset  int64            `json:"offset"`
	Line    int              `json:"line"` // lines before that
	Outputs map[string]int64 `json:"outputs"`
	State   state            `json:"state"`
}

type checkpointInput struct {
	Path    string    `json:"path"`
	Size    int64     `json:"size"`
	ModTime time.Time `json:"modTime"`
}

// state is what a run has counted.
type state struct {
	Counts     counts       `json:"counts"`
	Tallies    []*tally     `json:"tallies"` // by column
	Unreadable []Unreadable `json:"unreadable"`
}

const checkpointVersion = 1

// describeInputs says which files the inputs are.
func describeInputs(job *Job) ([]checkpointInput, error) {
	var list []checkpointInput
	for _, path := range job.Inputs {
		info, err := os.Stat(path)
		if err != nil {
			return nil, openError(path, err)
		}
		if !info.Mode().IsRegular() {
			return nil, errorf("name files", "%s is no regular file: a run with a checkpoint couldn't go back there", path)
		}
		list = append(list, checkpointInput{path, info.Size(), info.ModTime().UTC()})
	}
	return list, nil
}

// readCheckpoint reads a checkpoint that belongs to the job; nil where there is none.
func readCheckpoint(job *Job) (*checkpoint, error) {
	if job.Checkpoint == "" {
		return nil, nil
	}
	now, err := describeInputs(job)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(job.Checkpoint)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the checkpoint: %w", err)
	}
	const hint = "remove it to begin anew, or name another file"
	var c checkpoint
	if err := json.Unmarshal(text, &c); err != nil {
		return nil, errorf(hint, "%s is no checkpoint: %v", job.Checkpoint, err)
	}
	switch {
	case c.Version != checkpointVersion:
		return nil, errorf(hint, "the checkpoint %s was made by another version of this program", job.Checkpoint)
	case c.Settings != job.Settings || len(c.Inputs) != len(now) || len(c.State.Tallies) != len(job.Columns) || len(c.State.Counts.Columns) != len(job.Columns) || c.Input < 0 || c.Input >= len(now):
		return nil, errorf(hint, "the checkpoint %s is of a run with other inputs, columns, outputs or another release", job.Checkpoint)
	}
	for i := range now {
		if c.Inputs[i].Path != now[i].Path || c.Inputs[i].Size != now[i].Size || !c.Inputs[i].ModTime.Equal(now[i].ModTime) {
			return nil, errorf(hint, "%s has changed since the checkpoint %s", now[i].Path, job.Checkpoint)
		}
	}
	return &c, nil
}

// write puts a checkpoint in its place in one step.
func (c *checkpoint) write(path string) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+partEnding)
	if err != nil {
		return fmt.Errorf("writing the checkpoint: %w", err)
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		os.Remove(file.Name())
		return fmt.Errorf("writing the checkpoint: %w", err)
	}
	return nil
}
