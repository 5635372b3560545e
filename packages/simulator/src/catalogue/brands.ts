/** The brand of a product. Its code in this list is not always the one in the codes of its products. */
export interface Brand {
  /** In the list of brands; a product by category has another one for it, and one's own product a text. */
  readonly id: number
  readonly productBrandId: number
  readonly ownBrandId: string
  /** In the list of brands. */
  readonly code: string
  readonly name: string
}

const brand = (id: number, productBrandId: number, ownBrandId: string, code: string, name: string): Brand => ({
  id,
  productBrandId,
  ownBrandId,
  code,
  name,
})

/** By the middle part of product codes: Vodacom is `VM` in the list and `VOD` in codes, DStv `DSV` and `DST`. */
export const brands = {
  VOD: brand(1001, 1005, 'B1V7X2', 'VM', 'Vodacom'),
  TLK: brand(1002, 1006, 'B2T8Y3', 'TLK', 'Telkom'),
  MTN: brand(1003, 1007, 'B4C9D1', 'MTN', 'MTN'),
  CLC: brand(1004, 2850, 'B5E1F6', 'CLC', 'Cellc'),
  ESK: brand(1011, 1011, 'B6G2H7', 'ESK', 'Eskom'),
  FLS: brand(1012, 1012, 'B7J3K8', 'FLS', 'Flash'),
  DST: brand(1013, 1013, 'B8L4M9', 'DSV', 'DStv'),
  NFX: brand(1014, 1014, 'B9N5P1', 'NFX', 'Netflix'),
  SPT: brand(1015, 1015, 'C1Q6R2', 'SPT', 'Spotify'),
  STM: brand(1016, 1016, 'C2S7T3', 'STM', 'Steam'),
} as const satisfies Readonly<Record<string, Brand>>

/** `FLS` occurs in a product code, and in no list. */
const unlisted: Brand = brands.FLS

export const brandRecords: readonly object[] = Object.values<Brand>(brands)
  .filter((one) => one !== unlisted)
  .map(({ id, code, name }) => ({
    id,
    createdById: 1000,
    lastModifiedById: null,
    createdDate: '2025-07-14T08:00:00.000001',
    lastModifiedDate: null,
    state: 1,
    code,
    description: name,
    type: 'BRAND',
    parentId: null,
  }))
