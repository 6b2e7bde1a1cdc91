package io.clustergateway.rules.cel;

import io.clustergateway.rules.Position;

/** Takes what is wrong with the expressions of a text. */
public interface Complaints {
    /** An error, which keeps the text from taking effect. */
    void error(String code, Position at, String message);

    /** Something doubtful. */
    void warning(String code, Position at, String message);
}
