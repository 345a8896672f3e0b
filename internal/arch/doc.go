// Package arch is the plan of the house, and the inspector who compares the house with it:
// floors.txt says which package stands on which floor, and the tests refuse an import that
// goes up or sideways, a package that stands nowhere, and whatever breaks a rule of the
// form "only this package may do that". Each rule tells its reason where it is broken.
package arch
