package io.clustergateway.kernel.contract;

/**
 * A read of the status page on the management port, where nobody has been asked yet who they are.
 *
 * @param path as received, {@code /ui} or below it
 * @param query as received, without the question mark, undecoded; empty for none
 * @param bearerToken of the Authorization header, empty for none
 * @param isLocal whether it comes from this machine, so that a token in plain HTTP crossed no network
 */
public record PageQuestion(String path, String query, String bearerToken, boolean isLocal) {
    @Override
    public String toString() {
        return "PageQuestion[path=%s, bearerToken=%s, isLocal=%s]"
                .formatted(path, bearerToken.isEmpty() ? "none" : "masked", isLocal);
    }
}
