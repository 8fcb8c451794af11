// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/daemon/start_memory.h"

#include <elf.h>
#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace waymark::examples {
namespace {

using Segment = ElfW(Phdr);

// Segments that are written, if only by the linker, differ from the file.
bool IsAsInFile(const Segment& segment) {
  return segment.p_type == PT_LOAD && (segment.p_flags & PF_W) == 0;
}

int ReleaseSegments(dl_phdr_info* object, size_t, void*) {
  const uintptr_t page = ::sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const Segment& segment = object->dlpi_phdr[i];
    if (!IsAsInFile(segment)) continue;
    const uintptr_t address = object->dlpi_addr + segment.p_vaddr;
    const uintptr_t begin = address / page * page;
    const uintptr_t end = address + segment.p_memsz;
    // The linker tells of addresses in numbers.
    void* const pages =
        reinterpret_cast<void*>(begin);  // NOLINT(performance-no-int-to-ptr)
    // What cannot be given back stays.
    ::madvise(pages, end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void ReleaseStartMemory() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(ReleaseSegments, nullptr);
}

}  // namespace waymark::examples
