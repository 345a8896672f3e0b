package db

// Stats are figures of the connections, for the machine room.
type Stats struct {
	Busy  int   // Busy connections serve somebody.
	Idle  int   // Idle connections wait.
	Waits int64 // Waits counts the callers that found none free.
}

// Stats reads the figures of now.
func (d *DB) Stats() Stats {
	if d.pool != nil {
		s := d.pool.Stat()
		return Stats{Busy: int(s.AcquiredConns()), Idle: int(s.IdleConns()), Waits: s.EmptyAcquireCount()}
	}
	s := d.readers.Stats()
	return Stats{Busy: s.InUse, Idle: s.Idle, Waits: s.WaitCount}
}
