package io.clustergateway.hub;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;

/** One call on its way; ends on the context it was asked from, at the latest when its time is up. */
final class Exchange implements Callback {
    private final Context context;
    private final Runnable released;
    private final Promise<JsonObject> answer = Promise.promise();

    private Exchange(Context context, Runnable released) {
        this.context = context;
        this.released = released;
    }

    /**
     * Sends it.
     *
     * @param released run once the call holds no thread any more, on any thread
     */
    static Future<JsonObject> send(Vertx vertx, Call call, Duration limit, Runnable released) {
        Context context = vertx.getOrCreateContext();
        Exchange exchange = new Exchange(context, released);
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), ignored -> {
            exchange.answer.tryFail(HubFault.timeout(limit));
            call.cancel();
        });
        call.enqueue(exchange);
        return exchange.answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    @Override
    public void onFailure(Call call, IOException error) {
        released.run();
        context.runOnContext(ignored -> answer.tryFail(HubFault.of(error)));
    }

    @Override
    public void onResponse(Call call, Response response) {
        try {
            JsonObject body = read(response);
            context.runOnContext(ignored -> answer.tryComplete(body));
        } catch (HubFault fault) {
            context.runOnContext(ignored -> answer.tryFail(fault));
        } catch (IOException e) {
            context.runOnContext(ignored -> answer.tryFail(HubFault.of(e)));
        } finally {
            released.run();
        }
    }

    /** The JSON of a success; closes the response. */
    static JsonObject read(Response response) throws IOException {
        try (response) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw HubFault.refused(response.code(), body);
            }
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw HubFault.unreadable(response.code());
        }
    }
}
