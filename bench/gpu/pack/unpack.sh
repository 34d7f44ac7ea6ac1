#!/usr/bin/env bash
# Takes in the parts that lie beside this script, all at once or a few at a time, and unpacks them when all are there:
#
#   bash unpack.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?Usage: bash unpack.sh FOLDER}

mkdir -p "$folder/parts"
cp "$here/SHA256SUMS" "$folder/parts/"
find "$here" -maxdepth 1 -name 'part-*' -exec cp {} "$folder/parts/" \;
cd "$folder/parts"
missing=$(sha256sum --check SHA256SUMS 2>/dev/null | grep -v ': OK$' || true)
if [ -n "$missing" ]; then
  echo "Not here yet, or not whole:"
  echo "${missing//: FAILED*/}"
  exit 0
fi
cat part-* | tar -xz -C "$folder"
rm -r "$folder/parts"
echo "Unpacked. Now run: bash $folder/bench/gpu/run.sh"
