# Run at build: writes the definition of `embedded_files()` declared in the folder's embedded.hpp.
set(body "")
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} text)
  # A string literal may hold 64 KiB at least; no file comes near it.
  string(APPEND body "    {\"${file}\", R\"~~~(${text})~~~\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"embedded.hpp\"

namespace ${NAMESPACE} {

std::span<const EmbeddedFile> embedded_files() {
  static constexpr EmbeddedFile files[] = {
${body}  };
  return files;
}

}  // namespace ${NAMESPACE}
")
