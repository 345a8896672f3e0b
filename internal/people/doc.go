// Package people is the register of the people the city knows, with or without an account:
// who they are, how to reach them, whom they live with, and who may act for whom.
//
// A child may belong to two households. Each adult of a household holds dated rights over
// its children and dependants; two adults of one household never see each other's matters.
// A mandate lets a helper act for a person, within a scope and until a day. A right that
// ends has ended at the next question asked: nothing here is remembered between requests.
//
// Citizens change what is theirs; the staff that may edit people changes the rest, and each
// change is journaled by the names of the fields, never their values. An invitation (to
// join a household, to help somebody) is addressed to a contact and says nothing about
// whether that contact is known; whoever has proved the contact may accept it.
//
// Tables: people_person, people_contact, people_household, people_member, people_mandate,
// people_invitation.
package people
