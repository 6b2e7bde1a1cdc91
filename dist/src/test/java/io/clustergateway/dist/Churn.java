package io.clustergateway.dist;

import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Creates, replaces and deletes objects of one namespace, some four hundred times a second. */
final class Churn implements AutoCloseable {
    static final int OBJECTS = 200;

    private static final int WRITERS = 8;
    private static final long PERIOD_MILLIS = 20;

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(WRITERS);
    private final List<Writer> writers;

    /** @param collection the path of the namespace's ConfigMaps */
    Churn(RealApiServer server, String collection) {
        this(server, collection, Churn::configMap);
    }

    /**
     * Changes other objects.
     *
     * @param object made from its name and the number of the change
     */
    Churn(RealApiServer server, String collection, BiFunction<String, Integer, JsonObject> object) {
        writers = IntStream.range(0, WRITERS)
                .mapToObj(i -> new Writer(server, collection, object, i))
                .toList();
    }

    private static JsonObject configMap(String name, int counter) {
        return new JsonObject()
                .put("metadata", new JsonObject().put("name", name))
                .put("data", new JsonObject().put("counter", Integer.toString(counter)));
    }

    /** Makes this many changes, a multiple of the number of writers, and returns when all are accepted. */
    void make(int changes) {
        CompletableFuture.allOf(writers.stream()
                        .map(writer -> run(writer, changes / WRITERS))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private CompletableFuture<Void> run(Writer writer, int changes) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        writer.left = changes;
        Future<?> beat = threads.scheduleAtFixedRate(
                () -> {
                    try {
                        writer.change();
                    } catch (RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                    if (writer.left == 0) {
                        done.complete(null);
                    }
                },
                0,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
        return done.whenComplete((nothing, failure) -> beat.cancel(false));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** Has objects of its own, so that the changes of an object are one after another. */
    private static final class Writer {
        private final RealApiServer server;
        private final String collection;
        private final BiFunction<String, Integer, JsonObject> object;
        private final int number;
        private final Random random;
        private final Set<String> present = new HashSet<>();
        private int counter;
        private volatile int left;

        private Writer(
                RealApiServer server, String collection, BiFunction<String, Integer, JsonObject> object, int number) {
            this.server = server;
            this.collection = collection;
            this.object = object;
            this.number = number;
            this.random = new Random(number);
        }

        private void change() {
            if (left == 0) {
                return;
            }
            String name = "c-%d-%d".formatted(number, random.nextInt(OBJECTS / WRITERS));
            if (present.add(name)) {
                send("POST", collection, body(name));
            } else if (random.nextInt(4) > 0) {
                send("PUT", collection + "/" + name, body(name));
            } else {
                present.remove(name);
                send("DELETE", collection + "/" + name, "");
            }
            left--;
        }

        private void send(String method, String path, String body) {
            server.request(method, path, body).expectSuccess();
        }

        private String body(String name) {
            return object.apply(name, ++counter).encode();
        }
    }
}
