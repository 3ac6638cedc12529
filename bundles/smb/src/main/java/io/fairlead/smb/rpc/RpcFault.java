// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.rpc;

import java.io.Serial;

/** A call that is answered by a fault PDU, C706 12.6.4.7. */
final class RpcFault extends Exception {
    /** nca_s_op_rng_error: no such operation. */
    static final int NO_OPERATION = 0x1c010002;
    /** nca_s_unk_if: no such interface. */
    static final int NO_INTERFACE = 0x1c010003;
    /** RPC_X_BAD_STUB_DATA. */
    static final int BAD_STUB_DATA = 0x000006f7;

    @Serial
    private static final long serialVersionUID = 1;

    private final int status;

    RpcFault(int status) {
        super("fault " + Integer.toHexString(status), null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
