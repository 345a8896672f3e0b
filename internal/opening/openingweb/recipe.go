package openingweb

// recipe draws again from the published file, in a few lines that anybody can run.
const recipe = `import csv, hashlib, hmac

graine = bytes.fromhex(input("Graine : "))
print("Engagement :", hashlib.sha256(graine).hexdigest())
lignes = list(csv.DictReader(open("tirage.csv")))
billets = sorted(l["billet"] for l in lignes)
liste = hashlib.sha256("".join(b + "\n" for b in billets).encode()).hexdigest()
cle = lambda b: hmac.new(graine, (liste + "\n" + b).encode(), "sha256").hexdigest()
tires = sorted(billets, key=cle)
bon = all(tires[int(l["rang"]) - 1] == l["billet"] for l in lignes)
print("Le tirage est juste." if bon else "Le tirage ne correspond pas.")
`
