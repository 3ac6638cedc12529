// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.ntlm;

import io.fairlead.net.MalformedMessageException;
import io.fairlead.net.WireReader;

/**
 * NEGOTIATE_MESSAGE, [MS-NLMP] 2.2.1.1: what the client can do. The names in it are neither read nor written.
 *
 * @param flags {@link NtlmFlags}
 */
record NegotiateMessage(int flags) {
    static final int TYPE = 1;

    static NegotiateMessage decode(byte[] token) throws MalformedMessageException {
        WireReader in = NtlmWire.open(token, TYPE);
        return new NegotiateMessage((int) in.u32()); // old clients end here, without names and version
    }

    byte[] encode() {
        return NtlmWire.begin(TYPE)
                .u32(Integer.toUnsignedLong(flags))
                .zero(2 * NtlmWire.Field.BYTES) // DomainNameFields, WorkstationFields
                .bytes(NtlmWire.version())
                .toBytes();
    }
}
