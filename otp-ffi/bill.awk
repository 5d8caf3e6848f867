# Makes the list of crates that comes with libotp (CycloneDX 1.5), out of Cargo.lock and what `cargo tree` says: the
# crates that are linked, an empty line, then all that are compiled, the macros that make code among them.

BEGIN { FS = "|" }

FNR == NR {
    split($0, quoted, "\"")
    if (/^name/) name = quoted[2]
    if (/^version/) version = quoted[2]
    if (/^checksum/) checksum[name " v" version] = quoted[2]
    next
}

/^$/ { compiled_only = 1; next }

{
    split($1, word, " ")
    name = word[1]
    version = substr(word[2], 2)
    if (seen[name, version]++) next
    # The older way to write a choice.
    licence = $2
    gsub("/", " OR ", licence)
    part = "{ \"type\": \"library\", \"name\": \"" name "\", \"version\": \"" version "\", " \
        "\"licenses\": [{ \"expression\": \"" licence "\" }], \"purl\": \"pkg:cargo/" name "@" version "\""
    if (compiled_only) part = part ", \"scope\": \"excluded\""
    if (word[1] " " word[2] in checksum)
        part = part ", \"hashes\": [{ \"alg\": \"SHA-256\", \"content\": \"" checksum[word[1] " " word[2]] "\" }]"
    # The first is the library itself.
    if (!library) library = part " }"
    else parts = parts (parts ? ",\n    " : "") part " }"
}

END {
    if (!parts) exit 1
    print "{"
    print "  \"bomFormat\": \"CycloneDX\","
    print "  \"specVersion\": \"1.5\","
    print "  \"version\": 1,"
    print "  \"metadata\": { \"component\": " library " },"
    print "  \"components\": [\n    " parts "\n  ]"
    print "}"
}
