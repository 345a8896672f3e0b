package app

import (
	"context"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"sem/internal/clock"
)

// metrics are what the machine room watches.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	under    prometheus.Gauge
}

func newMetrics(a *App) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sem_requests_total", Help: "Requests answered."}, []string{"route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sem_request_seconds", Help: "Time to answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 5},
		}, []string{"route"}),
		under: prometheus.NewGauge(prometheus.GaugeOpts{Name: "sem_requests_under_way", Help: "Requests being answered."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.under, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), stocks{a},
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sem_ready", Help: "1 when ready to serve."}, func() float64 {
			if a.isReady() {
				return 1
			}
			return 0
		}))
	return m
}

// around counts a request under the pattern of its route, never under its address, which
// may hold a number that belongs to somebody.
func (m *metrics) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := clock.System().Now()
		m.under.Inc()
		defer m.under.Dec()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		m.requests.WithLabelValues(r.Pattern, strconv.Itoa(seen.status)).Inc()
		m.seconds.WithLabelValues(r.Pattern).Observe(clock.Since(start).Seconds())
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap gives the writer underneath to http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// stocks are the figures read when somebody asks: connections, and jobs by state.
type stocks struct{ app *App }

var (
	connectionsOpen = prometheus.NewDesc("sem_database_connections", "Connections to the database.", []string{"state"}, nil)
	databaseWaits   = prometheus.NewDesc("sem_database_waits_total", "Times a caller waited for a connection or for the writer.", nil, nil)
	jobsWaiting     = prometheus.NewDesc("sem_jobs", "Jobs by state.", []string{"state"}, nil)
)

// Describe names the figures.
func (s stocks) Describe(to chan<- *prometheus.Desc) {
	to <- connectionsOpen
	to <- databaseWaits
	to <- jobsWaiting
}

// Collect reads the figures; a database that is away has none of its own.
func (s stocks) Collect(to chan<- prometheus.Metric) {
	figures := s.app.DB.Stats()
	to <- prometheus.MustNewConstMetric(connectionsOpen, prometheus.GaugeValue, float64(figures.Busy), "busy")
	to <- prometheus.MustNewConstMetric(connectionsOpen, prometheus.GaugeValue, float64(figures.Idle), "idle")
	to <- prometheus.MustNewConstMetric(databaseWaits, prometheus.CounterValue, float64(figures.Waits))
	ctx, cancel := context.WithTimeout(context.Background(), pingTimeout)
	defer cancel()
	if !s.app.migrated.Load() || s.app.away.Load() {
		return
	}
	states, err := s.app.Jobs.States(ctx)
	if err != nil {
		return
	}
	for state, n := range states {
		to <- prometheus.MustNewConstMetric(jobsWaiting, prometheus.GaugeValue, float64(n), state)
	}
}
