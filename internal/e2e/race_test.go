//go:build race

package e2e

// raceDetector is set when these tests themselves run with the race detector.
// The program is then built with it too: a race there ends it with exit code 66.
const raceDetector = true
