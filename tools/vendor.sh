#!/bin/sh
# Fetches the three JavaScript libraries of the service's page, in pinned versions, and puts their ready modules and
# licences into the page's vendor/ folder. Only a change of versions needs it: the files are committed, and the build
# needs neither Node nor a network.
#
#   tools/vendor.sh            fetch, check, copy
#   tools/vendor.sh --check    compare the committed files with their hashes; needs no network
#
# To change a version: change it below, run the script, compare the new package by eye, and put the hash that the
# script prints into the line.
set -eu
cd "$(dirname "$0")/.."
vendor=$PWD/service/src/main/resources/io/millsight/service/page/vendor

# package             version  SHA-256 of the package                                            module in it          name here
packages='
preact                11.2.0   3c4456766bd32b6b534d52bf4e9c2a29b33e7eedf6e96ed479300ba1a7888ebf  dist/preact.mjs       preact.js
htm                   3.1.1    2425b9bee11409177bcabc7f32e319926fc6690c1701c0b257c88bdff2d5ba90  dist/htm.module.js    htm.js
@preact/signals-core  1.14.5   94c421ac996214c94f532fb4c43d8ede048a16df0cd9538ffb965174dbe8daba  dist/signals-core.mjs signals-core.js
'

if [ "${1:-}" = --check ]; then
    cd "$vendor" && exec sha256sum --check --strict --quiet SHA256SUMS
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$vendor"

echo "$packages" | while read -r package version expected module name; do
    [ -n "$package" ] || continue
    archive=$(cd "$work" && npm pack --silent --ignore-scripts "$package@$version")
    actual=$(sha256sum "$work/$archive" | cut -d ' ' -f 1)
    if [ "$actual" != "$expected" ]; then
        echo "vendor.sh: $package $version has the SHA-256 $actual, but $expected is expected; nothing of it is copied" >&2
        exit 1
    fi
    mkdir "$work/$name.d"
    tar -xzf "$work/$archive" -C "$work/$name.d" --strip-components 1
    # The maps of the sources are not copied, so the line that names them would ask for a file that does not exist.
    sed 's|//# sourceMappingURL=.*||' "$work/$name.d/$module" > "$vendor/$name"
    cp "$work/$name.d/LICENSE" "$vendor/$name.LICENSE"
done

cd "$vendor"
sha256sum -- *.js *.LICENSE > SHA256SUMS
echo "vendor.sh: $(ls -- *.js | wc -l) modules in $vendor"
