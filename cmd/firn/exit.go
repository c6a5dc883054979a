package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
)

// The exit codes, see the package comment.
const (
	exitYes    = 0
	exitNo     = 1
	exitUsage  = 2
	exitFailed = 3
)

// exitHelp ends the help of every command whose codes are the usual ones.
const exitHelp = `
Exit codes: 0 found, 1 not found, 2 bad usage or input (or no release to ask), 3 the system failed.
`

// errNo is the answer "no": exit code 1 and nothing more to say.
var errNo = errors.New("no")

// usageError is a command line or an input at fault.
type usageError struct {
	message string
	hint    string
}

func (e *usageError) Error() string { return e.message }

func usagef(hint, format string, args ...any) error {
	return &usageError{message: fmt.Sprintf(format, args...), hint: hint}
}

// codedError gives an error an exit code of its own.
type codedError struct {
	code int
	err  error
}

func (e *codedError) Error() string { return e.err.Error() }
func (e *codedError) Unwrap() error { return e.err }

// limitError marks the error of a request whose only ids are limits: an id that
// isn't in the release is then bad input, not the answer "not found".
func limitError(err error) error {
	if exitCode(err) == exitNo {
		return &codedError{exitUsage, err}
	}
	return err
}

// exitCode returns the exit code for an error. One table for every command: the
// kinds of the domain and the codes of gRPC.
func exitCode(err error) int {
	if err == nil {
		return exitYes
	}
	if errors.Is(err, errNo) {
		return exitNo
	}
	var coded *codedError
	if errors.As(err, &coded) {
		return coded.code
	}
	var usage *usageError
	if errors.As(err, &usage) {
		return exitUsage
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return exitFailed
	}
	var domain *terminology.Error
	if errors.As(err, &domain) {
		return exitCodeOfKind(domain.Kind, domain.Reason)
	}
	if importer.IsBadInput(err) {
		return exitUsage
	}
	if s, ok := grpcStatus(err); ok {
		return exitCodeOfStatus(s)
	}
	return exitFailed
}

func exitCodeOfKind(kind terminology.Kind, reason terminology.Reason) int {
	switch kind {
	case terminology.KindInvalidArgument, terminology.KindResourceExhausted, terminology.KindUnsupported:
		return exitUsage
	case terminology.KindFailedPrecondition:
		if reason == terminology.ReasonDataDirectoryBusy {
			return exitFailed
		}
		return exitUsage
	case terminology.KindNotFound:
		if noRelease(string(reason)) {
			return exitUsage
		}
		return exitNo
	default:
		return exitFailed
	}
}

func exitCodeOfStatus(s *status.Status) int {
	switch s.Code() {
	case codes.NotFound:
		if noRelease(reasonOf(s)) {
			return exitUsage
		}
		return exitNo
	case codes.FailedPrecondition:
		// A release was swapped in the middle of the answer: no fault of the
		// caller's, and the same command may well succeed now.
		if reasonOf(s) == string(terminology.ReasonPageTokenOtherRelease) {
			return exitFailed
		}
		return exitUsage
	case codes.InvalidArgument, codes.OutOfRange, codes.ResourceExhausted, codes.Unimplemented:
		return exitUsage
	default:
		return exitFailed
	}
}

// noRelease reports whether a reason says that there is no release to ask. A
// script must be able to tell that from the answer "not found".
func noRelease(reason string) bool {
	return reason == string(terminology.ReasonNoRelease) || reason == string(terminology.ReasonReleaseNotFound)
}

// grpcStatus returns the status of an error that came from a gRPC call.
func grpcStatus(err error) (*status.Status, bool) {
	var withStatus interface{ GRPCStatus() *status.Status }
	if !errors.As(err, &withStatus) {
		return nil, false
	}
	return withStatus.GRPCStatus(), true
}

// reasonOf returns the stable reason of a status, or "".
func reasonOf(s *status.Status) string {
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason()
		}
	}
	return ""
}

// printError tells a person what is wrong, where in an expression constraint, and
// on a last line what to do.
func printError(w io.Writer, err error) {
	if errors.Is(err, errNo) {
		return
	}
	message, hint := describe(err)
	fmt.Fprintf(w, "firn: %s\n", message)
	if snippet := snippetOf(err); snippet != "" {
		if fancy(w) {
			snippet = redCaret(snippet)
		}
		fmt.Fprintf(w, "%s\n", snippet)
	}
	if hint != "" {
		fmt.Fprintf(w, "hint: %s\n", hint)
	}
}

// snippetOf returns the line of an expression constraint that an error is about,
// and below it a line with a caret; "" for other errors.
func snippetOf(err error) string {
	var constraint *ecl.Error
	if errors.As(err, &constraint) {
		return constraint.Snippet()
	}
	if s, ok := grpcStatus(err); ok {
		for _, detail := range s.Details() {
			if info, ok := detail.(*errdetails.ErrorInfo); ok {
				return info.GetMetadata()["snippet"]
			}
		}
	}
	return ""
}

// redCaret colours the last line of a snippet.
func redCaret(snippet string) string {
	i := strings.LastIndexByte(snippet, '\n') + 1
	return snippet[:i] + "\x1b[1;31m" + snippet[i:] + "\x1b[0m"
}

func describe(err error) (message, hint string) {
	var usage *usageError
	if errors.As(err, &usage) {
		return err.Error(), usage.hint
	}
	if errors.Is(err, context.Canceled) {
		return "interrupted", ""
	}
	var domain *terminology.Error
	if errors.As(err, &domain) {
		return strings.Replace(err.Error(), domain.Error(), domain.Message, 1), domain.Hint
	}
	var set *importer.Error
	if errors.As(err, &set) {
		return strings.Replace(err.Error(), set.Error(), set.Message, 1), set.Hint
	}
	if s, ok := grpcStatus(err); ok {
		return describeStatus(s)
	}
	if errors.Is(err, fs.ErrPermission) {
		return err.Error(), "check who may read and write there"
	}
	return err.Error(), ""
}

func describeStatus(s *status.Status) (message, hint string) {
	message = s.Message()
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok && info.GetMetadata()["hint"] != "" {
			hint = info.GetMetadata()["hint"]
			message = strings.TrimSuffix(message, " ("+hint+")")
		}
	}
	if hint != "" {
		return message, hint
	}
	switch s.Code() {
	case codes.Canceled:
		return "interrupted", ""
	case codes.DeadlineExceeded:
		return "no answer in time", "give it longer with --timeout"
	case codes.Unavailable:
		hint = "is the server running, and is --server its address? firn health --server HOST:PORT tells"
	case codes.Unimplemented:
		hint = "the server may be of another version than this program"
	case codes.FailedPrecondition:
		if reasonOf(s) == string(terminology.ReasonPageTokenOtherRelease) {
			hint = "run the command again"
		}
	}
	return message, hint
}
