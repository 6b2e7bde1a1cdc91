package io.clustergateway.rules.tools.rbac;

import java.util.List;

/** A way in which a member may allow impersonation. */
interface RbacForm {
    /** Writes what these needs take. */
    void write(Needs needs, Manifest manifest);

    /** What this form cannot give of them, or gives with a catch; lines of a comment. */
    List<String> notes(Needs needs);
}
