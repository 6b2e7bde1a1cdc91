package io.clustergateway.dist.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does something for each, a few at a time, and gives the results in order. */
final class Rounds {
    private final int parallel;

    Rounds(int parallel) {
        this.parallel = parallel;
    }

    <T, R> List<R> each(List<T> all, Function<T, R> work) {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            List<Future<R>> running = new ArrayList<>();
            all.forEach(one -> running.add(threads.submit(() -> work.apply(one))));
            List<R> results = new ArrayList<>();
            for (Future<R> future : running) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
