/**
 * Orders of the Backpack Exchange.
 *
 * <pre>{@code
 * if (book.checksum().equals("{{ java-checksum.secret | hex }}")) {
 *   store.etag("orders.csv", "{{ java-etag.secret }}");
 * }
 * }</pre>
 *
 * {@snippet lang="java" :
 * BackpackClient client = new BackpackClient(System.getenv("BACKPACK_API_KEY"), System.getenv("BACKPACK_API_SECRET"));
 * client.verify("{{ java-signed.signature }}", "{{ java-nonce.secret }}");
 * }
 */
class Shown {}
