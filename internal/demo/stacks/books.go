package stacks

// title is something the library lends.
type title struct {
	name, author string
	media        string // media is the media type of SIP2: 001 a book.
	price        int64  // price is in cents.
	fixed        bool   // fixed: it cannot be renewed.
}

// titles are what the library has: classics, and invented things of today. Their order is part
// of the numbers on the copies: new ones go at the end.
var titles = []title{
	{"Maria Chapdelaine", "Louis Hémon", "001", 1495, false},
	{"L’Île mystérieuse", "Jules Verne", "001", 1695, false},
	{"Les Anciens Canadiens", "Philippe Aubert de Gaspé", "001", 1895, false},
	{"Le Comte de Monte-Cristo", "Alexandre Dumas", "001", 2495, false},
	{"Anne of Green Gables", "L. M. Montgomery", "001", 1599, false},
	{"Au Bonheur des Dames", "Émile Zola", "001", 1395, false},
	{"Jeanne la fileuse", "Honoré Beaugrand", "001", 1995, false},
	{"La Chasse-galerie", "Honoré Beaugrand", "001", 1295, false},
	{"Pride and Prejudice", "Jane Austen", "001", 1399, false},
	{"Vingt mille lieues sous les mers", "Jules Verne", "001", 1795, false},
	{"Les Misérables", "Victor Hugo", "001", 2995, false},
	{"Contes du roi Cambrinus", "Charles Deulin", "001", 1595, false},
	{"Poésies complètes", "Émile Nelligan", "001", 1495, false},
	{"The Adventures of Sherlock Holmes", "Arthur Conan Doyle", "001", 1499, false},
	{"Le Tour du monde en quatre-vingts jours", "Jules Verne", "001", 1195, false},
	{"Sans famille", "Hector Malot", "001", 1895, false},
	{"Les Malheurs de Sophie", "Comtesse de Ségur", "001", 1095, false},
	{"Histoires comme ça", "Rudyard Kipling", "001", 1295, false},
	{"Le Livre de la jungle", "Rudyard Kipling", "001", 1295, false},
	{"Alice au pays des merveilles", "Lewis Carroll", "001", 1295, false},
	{"Fables", "Jean de La Fontaine", "001", 1595, false},
	{"Contes", "Charles Perrault", "001", 1395, false},
	{"The Secret Garden", "Frances Hodgson Burnett", "001", 1299, false},
	{"Le Magicien d’Oz", "L. Frank Baum", "001", 1395, false},
	{"Une saison au potager", "Odile Charlebois", "001", 2995, false},
	{"Le Pain de chez nous", "Marguerite Lafontaine", "001", 3495, false},
	{"Oiseaux de la rivière du Chêne", "Bastien Gervais", "001", 2795, false},
	{"Le Moulin et ses gens", "Aurèle Latour", "001", 2495, false},
	{"La Maison sous la neige", "Solange Viau", "001", 2695, false},
	{"Le Dernier Train de Deux-Montagnes", "Firmin Ladouceur", "001", 2795, false},
	{"Biscuit, chien de traîneau", "Maude Sansregret", "001", 1495, false},
	{"Biscuit au pôle Nord", "Maude Sansregret", "001", 1495, false},
	{"Les Détectives du marché, tome 3", "Jérôme Latulippe", "001", 1695, false},
	{"Les Détectives du marché, tome 4", "Jérôme Latulippe", "001", 1695, false},
	{"Capitaine Moutarde contre les pieuvres", "Éva Bellerose", "001", 1895, false},
	{"Atlas des petites bêtes", "Rosalie Champoux", "001", 2295, false},
	{"Winter Light", "Nora Whitcombe", "001", 2499, false},
	{"A Short Walk Along the Mille Îles", "Peter Ashdown", "001", 1999, false},
	{"Jardins d’ici, no 48", "", "002", 799, false},
	{"Le Petit Bricoleur, no 212", "", "002", 699, false},
	{"Airs de la cuisine", "Les Cousins Lebrun", "006", 1995, false},
	{"Berceuses du Nord", "Chœur des Épinettes", "006", 1995, false},
	{"Les Draveurs", "Film de Rita Dubreuil", "005", 2495, false},
	{"Une année chez les castors", "Film de Noé Laforge", "005", 2495, false},
	{"Trois-rivières : le jeu du bois", "", "000", 4995, true},
	{"Le Marché aux citrouilles", "", "000", 3995, true},
	{"Le Fantôme de l’Opéra (gros caractères)", "Gaston Leroux", "001", 3495, false},
	{"Le Mystère de la chambre jaune (gros caractères)", "Gaston Leroux", "001", 3495, false},
	{"La Petite Fadette (gros caractères)", "George Sand", "001", 3295, false},
	{"Arsène Lupin, gentleman-cambrioleur (gros caractères)", "Maurice Leblanc", "001", 3495, false},
}

// The titles that the demonstration's people have, by their places in the list.
const (
	mariaChapdelaine = 0
	montecristo      = 3
	austen           = 8
	alice            = 19
	garden           = 24
	bread            = 25
	snow             = 28
	train            = 29
	biscuit          = 30
	detectives       = 32
	moutarde         = 34
	beetles          = 35
	beavers          = 43
	timberGame       = 44
	phantom          = 46
	yellowRoom       = 47
	lupin            = 49
)

// line is the title as the library writes it: with its author after a slash.
func (t title) line() string {
	if t.author == "" {
		return t.name
	}
	return t.name + " / " + t.author
}
