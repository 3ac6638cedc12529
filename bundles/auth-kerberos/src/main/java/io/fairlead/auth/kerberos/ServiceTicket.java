// SPDX-License-Identifier: Apache-2.0
package io.fairlead.auth.kerberos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.kerberos.KeyTab;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralString;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;

/**
 * The ticket in an AP-REQ, RFC 4120 5.3 and 5.5.1, that the GSS-API has taken already. It is read again because the JDK's
 * GSS-API does not tell a service when a ticket ends, nor for which of its names it is.
 *
 * @param realm of the service
 * @param service its name, parts with a slash between them
 * @param encryption number of the kind of key, RFC 3961 8
 * @param sealed what is encrypted by the service's key
 */
record ServiceTicket(String realm, String service, int encryption, byte[] sealed) {
    private static final int TICKET = 1; // numbers of APPLICATION tags
    private static final int TICKET_PART = 3;
    private static final int AP_REQ = 14;
    private static final int TOKEN_ID_BYTES = 2; // before an AP-REQ, RFC 4121 4.1

    /**
     * Reads one.
     *
     * @param token of RFC 4121 4.1
     * @throws IllegalArgumentException if it is none
     */
    static ServiceTicket of(byte[] token) {
        try {
            ASN1Sequence request = application(request(token), AP_REQ);
            ASN1Sequence ticket = application(field(request, 3), TICKET);
            ASN1Sequence sealed = ASN1Sequence.getInstance(field(ticket, 3));
            StringJoiner service = new StringJoiner("/");
            for (ASN1Encodable part : ASN1Sequence.getInstance(field(ASN1Sequence.getInstance(field(ticket, 2)), 1))) {
                service.add(ASN1GeneralString.getInstance(part).getString());
            }
            return new ServiceTicket(
                    ASN1GeneralString.getInstance(field(ticket, 1)).getString(),
                    service.toString(),
                    ASN1Integer.getInstance(field(sealed, 0)).intValueExact(),
                    ASN1OctetString.getInstance(field(sealed, 2)).getOctets());
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException("no AP-REQ", e);
        }
    }

    /** The GSS frame, RFC 2743 3.1, is ASN.1 but for what it frames. */
    private static ASN1Primitive request(byte[] token) throws IOException {
        int lengthBytes = token[1] < 0 ? token[1] & 0x7f : 0;
        int frame = 2 + lengthBytes;
        ByteArrayInputStream rest = new ByteArrayInputStream(token, frame, token.length - frame);
        ASN1InputStream in = new ASN1InputStream(rest, rest.available());
        in.readObject(); // the mechanism
        rest.skip(TOKEN_ID_BYTES);
        return new ASN1InputStream(rest, rest.available()).readObject();
    }

    private static ASN1Sequence application(ASN1Object value, int number) {
        return ASN1Sequence.getInstance(
                ASN1TaggedObject.getInstance(value, BERTags.APPLICATION, number).getExplicitBaseObject());
    }

    private static ASN1Object field(ASN1Sequence fields, int number) {
        for (ASN1Encodable each : fields) {
            ASN1TaggedObject field = ASN1TaggedObject.getInstance(each);
            if (field.hasContextTag(number)) {
                return field.getExplicitBaseObject();
            }
        }
        throw new IllegalArgumentException("no field " + number);
    }

    /** When it ends; empty if none of the keys opens it, or it is encrypted in a way that is not known here. */
    Optional<Instant> end(KeyTab keys) {
        if (!TicketCipher.knows(encryption)) {
            return Optional.empty();
        }
        for (KerberosKey key : keys.getKeys(new KerberosPrincipal(service + "@" + realm))) {
            if (key.getKeyType() == encryption) {
                try {
                    byte[] opened = TicketCipher.open(encryption, key.getEncoded(), sealed);
                    ASN1Sequence part = application(ASN1Primitive.fromByteArray(opened), TICKET_PART);
                    return Optional.of(ASN1GeneralizedTime.getInstance(field(part, 7))
                            .getDate()
                            .toInstant());
                } catch (GeneralSecurityException | IOException | ParseException | RuntimeException e) {
                    continue; // a key of another version
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "ServiceTicket[" + service + "@" + realm + "]";
    }
}
