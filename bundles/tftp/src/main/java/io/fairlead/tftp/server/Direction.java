// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server;

import io.fairlead.api.storage.StorageException;
import io.fairlead.tftp.channel.Host;
import io.fairlead.tftp.channel.Outcome;
import io.fairlead.tftp.channel.Transfer;
import io.fairlead.tftp.channel.TransferSocket;
import io.fairlead.tftp.transfer.Negotiation;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** What differs between reading and writing for a {@link ServedTransfer}, which calls it. */
interface Direction {
    /** Options that are agreed to, as far as that depends on the kind of the request. */
    Negotiation limited(Negotiation settings);

    /** Opens what the request asks for, and settles options. Blocks. */
    void open() throws StorageException;

    /** Makes the transfer. */
    Transfer transfer(Host host, RandomGenerator jitter, long now) throws IOException;

    /** Receives packets from {@code own} until the transfer has ended; on its own thread. */
    void receive(TransferSocket own) throws IOException;

    /** On the shared port: reads or stores what there is to, while the transfer goes on. */
    void tend() throws IOException;

    /** Whether {@link #tend} has something to do. */
    boolean wantsTending();

    /** Closes what {@link #open} opened. The transfer may never have begun. */
    void closeContent();

    /** Gives back what the transfer itself used; called last. */
    void release();

    /** Content bytes that arrived. */
    long bytes();

    /** Whether the client has answered, and then nothing of the first block arrived. */
    default boolean lostFirstBlock() {
        return false;
    }

    /** Whether somebody else looks after the socket now. */
    default boolean keepsSocket(TransferSocket own, Outcome outcome) {
        return false;
    }
}
