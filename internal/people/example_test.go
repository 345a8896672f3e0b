package people_test

import (
	"fmt"
	"time"

	"sem/internal/people"
)

func ExampleNormalise() {
	fmt.Println(people.Normalise(" Marie@Exemple.COM "))
	fmt.Println(people.Normalise("(450) 974-5000"))
	fmt.Printf("%q\n", people.Normalise("Marie"))
	// Output:
	// marie@exemple.com
	// 4509745000
	// ""
}

func ExamplePerson_Age() {
	zoe := people.Person{GivenName: "Zoé", BirthDate: "2016-05-14"}
	fmt.Println(zoe.Name(), zoe.Age(time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)))
	// Output: Zoé 10
}
