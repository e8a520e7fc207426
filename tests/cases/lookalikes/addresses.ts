// Withdrawals from Backpack Exchange go to these Solana addresses only.
export const TOKEN_PROGRAM_ID = "{{ solana-one.key | base58 }}";
export const USDC_MINT = new PublicKey("{{ solana-two.key | base58 }}");
export const BACKPACK_HOT_WALLET = "{{ solana-three-point.secret | base58 }}";
