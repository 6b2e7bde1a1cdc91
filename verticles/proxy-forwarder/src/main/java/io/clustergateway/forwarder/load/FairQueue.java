package io.clustergateway.forwarder.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Round robin over callers, first come first served within one: API Priority and Fairness' fair queuing without the
 * shuffling, since the queue is short enough for a line per caller. When it is full, the newest of the longest line gives
 * way to a caller with a shorter one, so that nobody can fill it against the others. Not safe from other threads.
 */
final class FairQueue<T> {
    private final Map<String, Deque<T>> lines = new LinkedHashMap<>();
    private int size;

    int size() {
        return size;
    }

    int size(String caller) {
        Deque<T> line = lines.get(caller);
        return line == null ? 0 : line.size();
    }

    /** Puts one at the end of its caller's line. */
    void add(String caller, T one) {
        lines.computeIfAbsent(caller, c -> new ArrayDeque<>()).addLast(one);
        size++;
    }

    /** Takes out the newest of the longest line, if that is longer by two or more than the caller's. */
    Optional<T> giveWay(String caller) {
        String longest = caller;
        for (Map.Entry<String, Deque<T>> line : lines.entrySet()) {
            if (line.getValue().size() > size(longest)) {
                longest = line.getKey();
            }
        }
        if (size(longest) < size(caller) + 2) {
            return Optional.empty();
        }
        T newest = lines.get(longest).getLast();
        remove(longest, newest);
        return Optional.of(newest);
    }

    /** The next whose turn it is, among the callers that may. */
    Optional<T> take(Predicate<String> mayGo) {
        Iterator<Map.Entry<String, Deque<T>>> callers = lines.entrySet().iterator();
        while (callers.hasNext()) {
            Map.Entry<String, Deque<T>> next = callers.next();
            if (mayGo.test(next.getKey())) {
                callers.remove();
                size--;
                T first = next.getValue().removeFirst();
                if (!next.getValue().isEmpty()) {
                    lines.put(next.getKey(), next.getValue());
                }
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    /** Whether it was there. */
    boolean remove(String caller, T one) {
        Deque<T> line = lines.get(caller);
        if (line == null || !line.removeLastOccurrence(one)) {
            return false;
        }
        size--;
        if (line.isEmpty()) {
            lines.remove(caller);
        }
        return true;
    }
}
