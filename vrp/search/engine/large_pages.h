// Memory for large arrays that are read here and there.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>
#include <vector>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace vrp {

// An allocator that asks for pages of 2 MiB, where the system has them: with small ones, the
// processor would look up a page for nearly every entry it reads of a large matrix. Elements are
// left as they are until something is written to them.
template <class T> class LargePages {
public:
    using value_type = T;

    LargePages() = default;
    template <class U> explicit LargePages(const LargePages<U>&) {}

    T* allocate(size_t count) {
        const size_t bytes = (count * sizeof(T) + kPage - 1) / kPage * kPage;
        void* memory = bytes > kPage ? std::aligned_alloc(kPage, bytes)
                                     : std::malloc(count * sizeof(T)); // no page would be full
        if (!memory) throw std::bad_alloc();
#ifdef __linux__
        if (bytes > kPage) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, size_t) { std::free(memory); }

    template <class U> void construct(U* element) { ::new (static_cast<void*>(element)) U; }
    template <class U, class... Arguments> void construct(U* element, Arguments&&... arguments) {
        ::new (static_cast<void*>(element)) U(std::forward<Arguments>(arguments)...);
    }
    bool operator==(const LargePages&) const { return true; }

private:
    static constexpr size_t kPage = size_t{1} << 21;
};

template <class T> using LargeArray = std::vector<T, LargePages<T>>;

} // namespace vrp
