// Package accountsweb is the door's pages: signing in and out, registering, choosing a
// password anew, one's own profile and security, and the administrators' list of the staff.
//
// Identify finds who stands behind each request. A session remembered past its hours is
// nobody on pages that show personal matters.
//
// The secret of a session lies in a cookie: __Host-sem behind TLS; sem on a plain loopback
// address, where browsers refuse the prefix because it demands Secure.
package accountsweb
