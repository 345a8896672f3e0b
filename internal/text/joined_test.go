package text_test

import (
	"fmt"

	"sem/internal/text"
)

func ExampleJoined() {
	fmt.Println(text.Joined(" · ", "84, rue du Moulin", "", "J7R 5C7"))
	// Output: 84, rue du Moulin · J7R 5C7
}
