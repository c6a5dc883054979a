package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

// typedTexts is how many texts are typed, letter by letter.
const typedTexts = 400

// keystrokeClasses are the classes of texts as they stand after a key was hit.
var keystrokeClasses = []string{"one-letter", "two-letters", "three-or-more", "two-words"}

// keystrokes types the first of the questions' texts letter by letter.
func (q *questions) keystrokes() (all []string, byClass map[string][]string) {
	byClass = map[string][]string{}
	for _, text := range q.typed[:min(len(q.typed), typedTexts)] {
		runes := []rune(text)
		for end := 1; end <= len(runes); end++ {
			if runes[end-1] == ' ' {
				continue // the blank changes nothing
			}
			typed := string(runes[:end])
			class := "three-or-more"
			switch {
			case strings.Contains(typed, " "):
				class = "two-words"
			case end < 3:
				class = keystrokeClasses[end-1]
			}
			all = append(all, typed)
			byClass[class] = append(byClass[class], typed)
		}
	}
	return all, byClass
}

// domainSearches measures searches in this process: ten rows with their names.
func (m *measuring) domainSearches() error {
	const section = "Search in process, each key of 400 texts, ten rows"
	if !m.wantsGroup("InProcess/Search/") {
		return nil
	}
	dialects, err := m.release.Dialects("")
	if err != nil {
		return err
	}
	_, byClass := m.asked.keystrokes()
	for round := range m.rounds {
		m.say("searches in process, round %d of %d", round+1, m.rounds)
		for _, class := range keystrokeClasses {
			texts := byClass[class]
			if len(texts) == 0 {
				continue
			}
			took, err := timed(m.ctx, m.long, func(i int) error {
				_, err := m.release.Search(m.ctx, terminology.SearchQuery{Text: at(texts, i*37+round), Dialects: dialects, Size: 10})
				return err
			})
			if err != nil {
				return err
			}
			m.atMost(section, "InProcess/Search/"+class+"/p50", "ns", 0, took.percentile(50))
			m.atMost(section, "InProcess/Search/"+class+"/p99", "ns", 0, took.percentile(99))
		}
	}
	return nil
}

// searches measures searches of the server: calls, and the box that sends every
// keystroke.
func (m *measuring) searches() error {
	const section = "Search over gRPC, each key of 400 texts, ten rows"
	if !m.wantsGroup("Search/") {
		return nil
	}
	keys, _ := m.asked.keystrokes()
	client := firnv1.NewSearchServiceClient(m.server.conn)
	search := func(ctx context.Context, i int) error {
		_, err := client.Search(ctx, &firnv1.SearchRequest{Text: at(keys, i*37), PageSize: 10})
		return err
	}
	for round := range m.rounds {
		m.say("searches, round %d of %d", round+1, m.rounds)
		took, err := timed(m.ctx, m.long, func(i int) error { return search(m.ctx, i+round*1009) })
		if err != nil {
			return err
		}
		m.atMost(section, "Search/Search/clients=1/p50", "ns", 450_000, took.percentile(50))
		m.atMost(section, "Search/Search/clients=1/p99", "ns", 2_000_000, took.percentile(99))
		if took, err = m.suggestions(client, keys, round*1009); err != nil {
			return err
		}
		m.atMost(section, "Search/Suggest/clients=1/p50", "ns", 450_000, took.percentile(50))
		m.atMost(section, "Search/Suggest/clients=1/p99", "ns", 2_000_000, took.percentile(99))
		var perSecond float64
		own, served, err := spent(m.server, func() error {
			perSecond, err = rate(m.ctx, 16, m.long, func(ctx context.Context, client, i int) error {
				return search(ctx, i+client*1009+round*10_007)
			})
			return err
		})
		if err != nil {
			return err
		}
		m.atLeast(section, "Search/Search/clients=16", "/s", 8_000, perSecond)
		m.atMost(section, "Search/Search/clients=16/cpu", "ns", 0, float64(own+served)/(perSecond*m.long.Seconds()))
		m.atMost(section, "Search/Search/clients=16/cpu-of-server", "ns", 0, float64(served)/(perSecond*m.long.Seconds()))
	}
	return nil
}

// suggestions times the answers of a box that waits for each.
func (m *measuring) suggestions(client firnv1.SearchServiceClient, keys []string, first int) (durations, error) {
	ctx, stop := context.WithCancel(m.ctx)
	defer stop()
	stream, err := client.Suggest(ctx)
	if err != nil {
		return nil, err
	}
	settings := &firnv1.SearchRequest{PageSize: 10}
	return timed(m.ctx, m.long, func(i int) error {
		request := &firnv1.SuggestRequest{Correlation: uint64(i), Text: at(keys, first+i*37)}
		if i == 0 {
			request.Settings = settings
		}
		if err := stream.Send(request); err != nil {
			return err
		}
		response, err := stream.Recv()
		switch {
		case err != nil:
			return err
		case response.GetError() != nil:
			return fmt.Errorf("suggesting for %q: %s", request.GetText(), response.GetError().GetMessage())
		case response.GetCorrelation() != uint64(i):
			return errors.New("an answer to another keystroke came")
		}
		return nil
	})
}
